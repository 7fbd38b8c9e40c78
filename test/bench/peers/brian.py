"""Brian2 at the two spiking workloads: python3 brian.py WORKLOAD TARGET SECONDS, WORKLOAD cuba or ring, TARGET cython or
cpp_standalone. Waits for lines on stdin; each runs the network for SECONDS of its time once more and answers with a
line of JSON: wall and processor seconds of the run alone (the target was compiled before, synapses are made), spikes.
"""
import json
import os
import sys
import tempfile
import time

import numpy as np

try:
    import brian2
except ImportError as error:
    print(json.dumps({'missing': str(error)}), flush=True)
    sys.exit(0)
from brian2 import NeuronGroup, SpikeMonitor, Synapses, defaultclock, device, ms, mV, prefs, second, seed, set_device

workload, target, duration = sys.argv[1], sys.argv[2], float(sys.argv[3])
standalone = target == 'cpp_standalone'
if standalone:
    folder = tempfile.mkdtemp(prefix='brian-')
    set_device('cpp_standalone', directory=folder, build_on_run=False)
    prefs.devices.cpp_standalone.openmp_threads = 0
else:
    prefs.codegen.target = target
prefs.codegen.cpp.extra_compile_args_gcc = ['-O3', '-march=native', '-ffast-math', '-std=c++11', '-w']
seed(1)
defaultclock.dt = 0.1 * ms


def cuba():
    space = dict(taum=20 * ms, taue=5 * ms, taui=10 * ms, Vt=-50 * mV, Vr=-60 * mV, El=-49 * mV)
    space.update(we=60 * 0.27 / 10 * mV, wi=-20 * 4.5 / 10 * mV)
    neurons = NeuronGroup(
        4000,
        '''dv/dt = (ge + gi - (v - El))/taum : volt (unless refractory)
           dge/dt = -ge/taue : volt
           dgi/dt = -gi/taui : volt''',
        threshold='v > Vt', reset='v = Vr', refractory=5 * ms, method='exact', namespace=space)
    neurons.v = 'Vr + rand()*(Vt - Vr)'
    excitatory = Synapses(neurons, neurons, on_pre='ge += we', namespace=space)
    excitatory.connect('i < 3200', p=0.02)
    inhibitory = Synapses(neurons, neurons, on_pre='gi += wi', namespace=space)
    inhibitory.connect('i >= 3200', p=0.02)
    return [neurons, excitatory, inhibitory]


def ring():
    """16,384 leaky neurons on a ring, each kicked by its 100 nearest neighbours, driven by white noise."""
    n, reach = 16384, 50
    space = dict(tau=20 * ms, tau_s=5 * ms, w=0.1 * mV, sigma=4 * mV, drive=-52 * mV, Vt=-50 * mV, Vr=-60 * mV)
    neurons = NeuronGroup(
        n,
        '''dv/dt = (drive - v + s)/tau + sigma*sqrt(2/tau)*xi : volt (unless refractory)
           ds/dt = -s/tau_s : volt''',
        threshold='v > Vt', reset='v = Vr', refractory=2 * ms, method='euler', namespace=space)
    neurons.v = 'Vr + rand()*(Vt - Vr)'
    synapses = Synapses(neurons, neurons, on_pre='s_post += w', namespace=space)
    offsets = np.concatenate([np.arange(-reach, 0), np.arange(1, reach + 1)])
    i = np.repeat(np.arange(n), len(offsets))
    synapses.connect(i=i, j=(i + np.tile(offsets, n)) % n)
    return [neurons, synapses]


objects = {'cuba': cuba, 'ring': ring}[workload]()
monitor = SpikeMonitor(objects[0], record=False)
network = brian2.Network(*objects, monitor)
if standalone:
    # synapses and the first second of any queue are made in the same program: its own clock counts the run alone
    device.insert_code('before_network_run', 'std::clock_t begun = std::clock();')
    device.insert_code(
        'after_network_run',
        'std::ofstream("processor") << (double)(std::clock() - begun) / CLOCKS_PER_SEC;')
    network.run(duration * second)
    device.build(directory=folder, compile=True, run=False, with_output=False)
else:
    network.run(0.01 * second)
    network.store()
print(json.dumps({'name': f'Brian2 {brian2.__version__}, {target}'}), flush=True)
for _ in sys.stdin:
    if standalone:
        device.run(folder, False, [])
        seconds = device._last_run_time
        with open(os.path.join(folder, 'processor')) as told:
            processor = float(told.read())
    else:
        network.restore()
        begun, busy = time.perf_counter(), time.process_time()
        network.run(duration * second)
        seconds, processor = time.perf_counter() - begun, time.process_time() - busy
    print(json.dumps({'seconds': float(seconds), 'cpu': processor, 'spikes': int(monitor.num_spikes)}), flush=True)
