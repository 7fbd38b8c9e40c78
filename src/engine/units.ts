/** Amounts as a person reads them: bytes, seconds, counts. */

/** 1536 -> `1.5 KiB`. */
export function bytesText(bytes: number): string {
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB']
  let value = bytes
  let unit = 0
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024
    unit++
  }
  return `${unit === 0 ? value : value < 10 ? value.toFixed(1) : Math.round(value)} ${units[unit]}`
}

/** 4.2e-5 -> `42.0 us`, 4.2 -> `4.2 s`, 90 -> `1 min 30 s`. */
export function secondsText(seconds: number): string {
  if (!Number.isFinite(seconds)) return '–'
  if (seconds < 1e-6) return `${Math.round(1e9 * seconds)} ns`
  if (seconds < 1e-3) return `${(1e6 * seconds).toFixed(1)} us`
  if (seconds < 1) return `${(1e3 * seconds).toFixed(1)} ms`
  if (seconds < 60) return `${seconds.toFixed(1)} s`
  const whole = Math.round(seconds)
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`
  return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`
}

/** 65536 -> `65,536`. */
export function grouped(count: number): string {
  return Math.round(count)
    .toString()
    .replace(/\B(?=(\d{3})+$)/g, ',')
}
