/** A function of the device's library: its text, what it calls, and how far it may be from the truth. */
export interface LibraryPiece {
  readonly needs: readonly string[]
  readonly text: string
  /**
   * |computed - exact| <= 2^-24 relative |exact| + absolute for float32 arguments whose value is normal
   * (2^-24 relative is half a unit in the last place of 1); null for what is exact or has no single number
   */
  readonly error: { readonly relative: number; readonly absolute: number } | null
}
