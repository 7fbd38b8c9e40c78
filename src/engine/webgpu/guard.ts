/** Errors of what is asked of a device: each is a fault of ours, told at the next turn. */

export interface Guard {
  /** runs `action`; what the device has against it is added to `faults` */
  <T>(action: () => T): T
  readonly faults: readonly Error[]
}

export function guardOf(device: GPUDevice): Guard {
  const faults: Error[] = []
  function guarded<T>(action: () => T): T {
    const scopes = ['validation', 'internal', 'out-of-memory'] as const
    for (const scope of scopes) device.pushErrorScope(scope)
    const result = action()
    for (const _ of scopes)
      device.popErrorScope().then(
        (error) => error !== null && faults.push(new Error(`the device: ${error.message}`)),
        () => {},
      )
    return result
  }
  return Object.assign(guarded, { faults })
}
