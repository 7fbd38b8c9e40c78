/** The list of stories needs nothing alive, only the theme that the reader chose in the lab. */
import { chooseTheme } from '../lab/theme.ts'

chooseTheme(() => {})
