/** Light, dark, or as the system: kept between visits, told to whoever draws. */

const order = ['system', 'light', 'dark'] as const
export type ThemeName = (typeof order)[number]

export interface ThemeChoice {
  readonly dark: boolean
  readonly name: ThemeName
  next(): void
}

export function chooseTheme(changed: (dark: boolean) => void): ThemeChoice {
  const system = matchMedia('(prefers-color-scheme: dark)')
  let name: ThemeName = order.find((known) => known === kept()) ?? 'system'
  const isDark = () => (name === 'system' ? system.matches : name === 'dark')

  function show(): void {
    document.documentElement.dataset['theme'] = isDark() ? 'dark' : 'light'
    document
      .querySelector('meta[name=theme-color]')
      ?.setAttribute('content', getComputedStyle(document.documentElement).getPropertyValue('--paper').trim())
  }
  system.addEventListener('change', () => {
    if (name !== 'system') return
    show()
    changed(isDark())
  })
  show()
  return {
    get dark() {
      return isDark()
    },
    get name() {
      return name
    },
    next() {
      name = order[(order.indexOf(name) + 1) % order.length]!
      keep(name)
      show()
      changed(isDark())
    },
  }
}

function kept(): string | null {
  try {
    return localStorage.getItem('theme')
  } catch {
    return null
  }
}

/** A page from a file, or with its storage closed, forgets. */
function keep(name: ThemeName): void {
  try {
    localStorage.setItem('theme', name)
  } catch {
    return
  }
}
