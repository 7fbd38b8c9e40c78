"""The CUBA and COBA benchmark networks of Brette et al., J. Comput. Neurosci. 23, 349 (2007), as Brian2 ships them, and
what their spikes are like. `python3 networks.py` writes networks.json: per network and seed the mean rate of all neurons
(Hz), the number of spikes and the mean coefficient of variation of the inter-spike intervals, all from 0.1 s to 1.1 s;
neurons with fewer than three spikes have no coefficient.
"""
import json
import sys

import brian2
import numpy as np
from brian2 import NeuronGroup, SpikeMonitor, Synapses, defaultclock, ms, mV, prefs, run, second, seed, start_scope

prefs.codegen.target = 'cython'
DT, BEGIN, END = 0.1 * ms, 0.1, 1.1


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
    return neurons, 'ge += we', 'gi += wi', space


def coba():
    """Conductances in units of the leak's; a push of 20 mV for 50 ms, after which the activity keeps itself up."""
    space = dict(taum=20 * ms, taue=5 * ms, taui=10 * ms, Vt=-50 * mV, Vr=-60 * mV, El=-60 * mV, Ee=0 * mV, Ei=-80 * mV)
    space.update(we=0.6, wi=6.7, push=20 * mV, pushed=50 * ms)
    neurons = NeuronGroup(
        4000,
        '''dv/dt = (El - v + ge*(Ee - v) + gi*(Ei - v) + push*int(t < pushed))/taum : volt (unless refractory)
           dge/dt = -ge/taue : 1
           dgi/dt = -gi/taui : 1''',
        threshold='v > Vt', reset='v = Vr', refractory=5 * ms, method='exponential_euler', namespace=space)
    neurons.v = 'Vr + rand()*(Vt - Vr)'
    return neurons, 'ge += we', 'gi += wi', space


def simulate(network, number):
    start_scope()
    seed(number)
    np.random.seed(number)
    defaultclock.dt = DT
    neurons, excite, inhibit, space = network()
    excitatory = Synapses(neurons, neurons, on_pre=excite, namespace=space)
    excitatory.connect('i < 3200', p=0.02)
    inhibitory = Synapses(neurons, neurons, on_pre=inhibit, namespace=space)
    inhibitory.connect('i >= 3200', p=0.02)
    monitor = SpikeMonitor(neurons)
    run(END * second)
    times, cells = np.asarray(monitor.t / second), np.asarray(monitor.i)
    kept = times >= BEGIN
    times, cells = times[kept], cells[kept]
    order = np.lexsort((times, cells))
    trains = np.split(times[order], np.cumsum(np.bincount(cells, minlength=4000))[:-1])
    intervals = [np.diff(train) for train in trains if len(train) > 2]
    variation = [float(np.std(i) / np.mean(i)) for i in intervals]
    return {
        'seed': number,
        'rate': len(times) / 4000 / (END - BEGIN),
        'spikes': len(times),
        'variation': float(np.mean(variation)),
    }


if __name__ == '__main__':
    seeds = range(1, 1 + int(sys.argv[1])) if len(sys.argv) > 1 else range(1, 11)
    result = {
        'brian2': brian2.__version__,
        'numpy': np.__version__,
        'dt': 1e-4,
        'from': BEGIN,
        'until': END,
        'networks': {f.__name__: [simulate(f, n) for n in seeds] for f in (cuba, coba)},
    }
    json.dump(result, sys.stdout, indent=2)
    print()
