"""The same work by a numerical library: python3 peer.py numpy|torch|jax.

Reads one JSON document a line and answers each with one. "load" takes a folder of float32 .npy files and
tries every form it names; "run" times so many steps from the initial state; "state" writes where they end.
tau x' = -x + W phi(x), phi(x) = erf(sqrt(pi) x / 2), tau = 1, all replicas at once.
"""
import json
import os
import sys
import time

import numpy

HALF_ROOT_PI = 0.886226925452758


def numpy_library():
    try:
        from scipy import fft
        from scipy.special import erf

        told = "SciPy's erf and FFT"
    except ImportError:
        fft = numpy.fft
        above = [1.128379145352353, 0.1907838559251309, 0.05279029054436068, 0.003779610755607657,
                 0.0002848087152996131, 2.0419715415416645e-6]
        below = [1, 0.5024105095698735, 0.114257533877948, 0.0149974401968766, 0.0011652132417287102,
                 3.800408880657272e-5]

        def horner(z, coefficients):
            y = numpy.full_like(z, coefficients[-1])
            for c in reversed(coefficients[:-1]):
                y *= z
                y += numpy.float32(c)
            return y

        def erf(x):
            a = numpy.clip(x, numpy.float32(-3.93), numpy.float32(3.93))
            z = a * a
            a *= horner(z, above)
            a /= horner(z, below)
            return a

        told = "erf by the same rational function as ours, NumPy's FFT"

    def loop(f, method, dt):
        dt = numpy.float32(dt)
        half = numpy.float32(0.5) * dt

        def run(x, steps):
            for _ in range(steps):
                k = f(x)
                if method == "heun":
                    x = x + half * (k + f(x + dt * k))
                else:
                    k *= dt
                    x = x + k
            return x

        return run

    class Library:
        name = f"NumPy {numpy.__version__}"
        how = told
        array = staticmethod(numpy.ascontiguousarray)
        wait = staticmethod(lambda x: x)
        host = staticmethod(lambda x: x)
        phi = staticmethod(lambda x: erf(x * numpy.float32(HALF_ROOT_PI)))
        rfftn = staticmethod(lambda x, axes: fft.rfftn(x, axes=axes))
        irfftn = staticmethod(lambda x, shape, axes: fft.irfftn(x, s=shape, axes=axes))

    Library.loop = staticmethod(loop)
    return Library


def torch_library():
    import torch

    device = "cuda" if torch.cuda.is_available() else "cpu"
    state = {"how": ""}

    def loop(f, method, dt):
        def step(x):
            k = f(x)
            return x + 0.5 * dt * (k + f(x + dt * k)) if method == "heun" else x + dt * k

        compiled = torch.compile(step)

        def run(x, steps):
            nonlocal compiled
            with torch.no_grad():
                for _ in range(steps):
                    try:
                        x = compiled(x)
                    except Exception as error:
                        if compiled is step:
                            raise
                        state["how"] = f"not compiled: {type(error).__name__}"
                        compiled = step
                        x = compiled(x)
            return x

        return run

    def wait(x):
        if device == "cuda":
            torch.cuda.synchronize()
        return x

    class Library:
        name = f"PyTorch {torch.__version__} on {torch.cuda.get_device_name() if device == 'cuda' else 'cpu'}"

        array = staticmethod(lambda x: torch.from_numpy(numpy.ascontiguousarray(x)).to(device))
        host = staticmethod(lambda x: x.cpu().numpy())
        phi = staticmethod(lambda x: torch.special.erf(x * HALF_ROOT_PI))
        rfftn = staticmethod(lambda x, axes: torch.fft.rfftn(x, dim=axes))
        irfftn = staticmethod(lambda x, shape, axes: torch.fft.irfftn(x, s=shape, dim=axes))
        how = property(lambda self: state["how"] or "torch.compile")

    Library.loop = staticmethod(loop)
    Library.wait = staticmethod(wait)
    torch.set_float32_matmul_precision("highest")
    return Library()


def jax_library():
    import jax
    import jax.numpy as jnp
    from jax.scipy.special import erf

    jax.config.update("jax_default_matmul_precision", "highest")

    def loop(f, method, dt):
        def step(x, _):
            k = f(x)
            return (x + 0.5 * dt * (k + f(x + dt * k)) if method == "heun" else x + dt * k), None

        return jax.jit(lambda x, steps: jax.lax.scan(step, x, length=steps)[0], static_argnums=1)

    class Library:
        name = f"JAX {jax.__version__} on {jax.devices()[0].device_kind}"
        how = "jitted scan"
        array = staticmethod(jnp.asarray)
        wait = staticmethod(lambda x: x.block_until_ready())
        host = staticmethod(numpy.asarray)
        phi = staticmethod(lambda x: erf(x * HALF_ROOT_PI))
        rfftn = staticmethod(lambda x, axes: jnp.fft.rfftn(x, axes=axes))
        irfftn = staticmethod(lambda x, shape, axes: jnp.fft.irfftn(x, s=shape, axes=axes))

    Library.loop = staticmethod(loop)
    return Library


def product(library, form, read):
    """r [replicas, N] -> W r [replicas, N]"""
    if form == "low-rank":
        forth, back = library.array(read("forth").T), library.array(read("back"))
        return lambda r: (r @ forth) @ back
    if form == "dense":
        matrix = library.array(read("matrix").T)
        return lambda r: r @ matrix
    values = read("values")
    shape = values.shape
    axes = tuple(range(1, 1 + len(shape)))
    spectrum = numpy.fft.rfftn(values.astype(numpy.float64)) / values.size
    kernel = library.array(spectrum.astype(numpy.complex64)[None])

    def convolve(r):
        grid = r.reshape((-1, *shape))
        return library.irfftn(library.rfftn(grid, axes) * kernel, shape, axes).reshape(r.shape)

    return convolve


def main(kind):
    try:
        library = {"numpy": numpy_library, "torch": torch_library, "jax": jax_library}[kind]()
    except ImportError:
        return {"missing": "not installed"}
    print(json.dumps({"name": library.name}), flush=True)
    run = initial = None
    # steps for which a loop of fixed length was compiled
    warm = set()
    for line in sys.stdin:
        asked = json.loads(line)
        if asked["do"] == "load":
            def read(name):
                return numpy.load(os.path.join(asked["folder"], f"{name}.npy"))

            initial = library.array(read("initial"))
            best = None
            for form in asked["forms"]:
                apply = product(library, form, read)
                candidate = library.loop(lambda x, apply=apply: apply(library.phi(x)) - x, asked["method"], asked["dt"])
                library.wait(candidate(initial, 3))
                seconds = timed(library, candidate, initial, 3)
                if best is None or seconds < best[0]:
                    best = (seconds, form, candidate)
            run = best[2]
            answer = {"form": best[1], "how": library.how, "secondsPerStep": best[0] / 3}
        elif asked["do"] == "run":
            if asked["steps"] not in warm and library.how == "jitted scan":
                library.wait(run(initial, asked["steps"]))
            warm.add(asked["steps"])
            answer = {"seconds": timed(library, run, initial, asked["steps"])}
        else:
            numpy.save(asked["to"], numpy.asarray(library.host(run(initial, asked["steps"])), dtype=numpy.float32))
            answer = {"saved": asked["to"]}
        print(json.dumps(answer), flush=True)
    return None


def timed(library, run, initial, steps):
    """Seconds of so many steps from the initial state."""
    library.wait(initial)
    began = time.perf_counter()
    library.wait(run(initial, steps))
    return time.perf_counter() - began


if __name__ == "__main__":
    ended = main(sys.argv[1])
    if ended is not None:
        print(json.dumps(ended), flush=True)
