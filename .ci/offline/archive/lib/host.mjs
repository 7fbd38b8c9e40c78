/** What this host is, and whether it can load Vulkan. */
import { existsSync, readFileSync } from 'node:fs'
import { availableParallelism, cpus, release, totalmem } from 'node:os'

/** One sentence when the Vulkan loader cannot be loaded; null when it can. */
export function loaderProblem(loader = 'libvulkan.so.1') {
  try {
    // the same search as Dawn's own dlopen
    process.dlopen({ exports: {} }, loader)
  } catch ({ message }) {
    // a library that could be loaded is refused only for being no addon
    if (message.includes('did not self-register')) return null
    const cause = message.includes('No such file') ? '' : ` (${message})`
    return `The Vulkan loader ${loader} cannot be loaded${cause}: install libvulkan1 (Debian, Ubuntu) or vulkan-loader (Red Hat, SUSE).`
  }
  return null
}

/** Plain data about system, processor and NVIDIA driver; null where the host does not tell. */
export function host() {
  const osRelease = existsSync('/etc/os-release') ? readFileSync('/etc/os-release', 'utf8') : ''
  const nvidia = '/proc/driver/nvidia/version'
  return {
    system: osRelease.match(/^PRETTY_NAME="?([^"\n]*)/m)?.[1] ?? 'Linux',
    kernel: release(),
    glibc: process.report.getReport().header.glibcVersionRuntime,
    driver: existsSync(nvidia) ? readFileSync(nvidia, 'utf8').split('\n')[0].trim() : null,
    processor: cpus()[0]?.model ?? null,
    cores: availableParallelism(),
    memory: totalmem(),
  }
}
