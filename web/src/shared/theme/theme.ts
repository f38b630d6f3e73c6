import {
  createTheme,
  defaultVariantColorsResolver,
  type CSSVariablesResolver,
  type MantineColorsTuple,
  type VariantColorsResolver,
} from '@mantine/core';

/** The platform's accent colour, where a network has none of its own. */
const accent: MantineColorsTuple = [
  '#e9f6f1',
  '#d2ebe1',
  '#a5d8c4',
  '#74c4a4',
  '#4ab287',
  '#2aa074',
  '#138a61',
  '#0b6b50',
  '#085641',
  '#053e2f',
];

/** Slightly green greys, which match the accent colour. */
const dark: MantineColorsTuple = [
  '#e6eae8',
  '#c3cbc7',
  '#a3ada8',
  '#7c8782',
  '#47514c',
  '#333c38',
  '#242b28',
  '#1a201d',
  '#121614',
  '#0b0e0d',
];

const gray: MantineColorsTuple = [
  '#f7f8f7',
  '#f1f3f2',
  '#e6e9e7',
  '#d8ddda',
  '#bfc6c2',
  '#8f9994',
  '#5f6a65',
  '#46504b',
  '#2e3532',
  '#171b19',
];

/** Makes elements filled with the accent colour use the tokens below, which depend on the colour scheme. */
const resolveVariantColors: VariantColorsResolver = (input) => {
  const colors = defaultVariantColorsResolver(input);
  const isAccent = input.color === undefined || input.color === 'accent';
  if (isAccent && input.variant === 'subtle') return { ...colors, color: 'var(--accent-text)' };
  if (input.variant !== 'filled' || !isAccent) return colors;
  return {
    ...colors,
    background: 'var(--accent)',
    hover: 'var(--accent-hover)',
    color: 'var(--accent-ink)',
  };
};

/** Dialogs and menus open within an eighth of a second. */
const MOTION = { duration: 120 };

/** The id of the element that holds what opens beside a field or a button; `Shell` draws it. */
export const CHOICES = 'choices';

/** Inputs with a list of choices. The list scrolls itself, because a box around the choices that scrolls would have to take the focus, and the input keeps it. */
const LIST_INPUT = {
  defaultProps: { size: 'md', withScrollArea: false },
  styles: { input: { minHeight: 44 }, options: { maxHeight: 220, overflowY: 'auto' } },
} as const;

export const theme = createTheme({
  colors: { accent, dark, gray },
  primaryColor: 'accent',
  primaryShade: { light: 7, dark: 4 },
  variantColorResolver: resolveVariantColors,
  white: '#ffffff',
  black: '#171b19',
  fontFamily: "'Inter Variable', system-ui, sans-serif",
  headings: { fontFamily: "'Inter Variable', system-ui, sans-serif", fontWeight: '650' },
  defaultRadius: 'md',
  cursorType: 'pointer',
  respectReducedMotion: true,
  components: {
    // Interactive elements are at least 44 px high, for touch.
    Button: { defaultProps: { size: 'md' }, styles: { root: { minHeight: 44 } } },
    ActionIcon: { defaultProps: { size: 44, variant: 'subtle', color: 'gray' } },
    TextInput: { defaultProps: { size: 'md' }, styles: { input: { minHeight: 44 } } },
    PasswordInput: { defaultProps: { size: 'md' }, styles: { input: { minHeight: 44 } } },
    // The network's own accent colour, which is not among the theme's colours.
    Checkbox: { defaultProps: { color: 'var(--accent)', iconColor: 'var(--accent-ink)' } },
    Radio: { defaultProps: { color: 'var(--accent)', iconColor: 'var(--accent-ink)' } },
    CheckboxGroup: { defaultProps: { size: 'md' } },
    RadioGroup: { defaultProps: { size: 'md' } },
    Progress: { defaultProps: { color: 'var(--accent)' } },
    Textarea: { defaultProps: { size: 'md' } },
    NativeSelect: { defaultProps: { size: 'md' }, styles: { input: { minHeight: 44 } } },
    Select: LIST_INPUT,
    MultiSelect: LIST_INPUT,
    TagsInput: LIST_INPUT,
    FileInput: { defaultProps: { size: 'md' }, styles: { input: { minHeight: 44 } } },
    ColorInput: { defaultProps: { size: 'md' }, styles: { input: { minHeight: 44 } } },
    NumberInput: { defaultProps: { size: 'md' }, styles: { input: { minHeight: 44 } } },
    Autocomplete: LIST_INPUT,
    DateInput: { defaultProps: { size: 'md' }, styles: { input: { minHeight: 44 } } },
    DatePickerInput: { defaultProps: { size: 'md' }, styles: { input: { minHeight: 44 } } },
    ModalRoot: { defaultProps: { transitionProps: MOTION } },
    DrawerRoot: { defaultProps: { transitionProps: MOTION } },
    Popover: { defaultProps: { transitionProps: MOTION, portalProps: { target: `#${CHOICES}` } } },
    // The placeholder takes the focus in place of the first entry, and has no role that a menu may hold.
    Menu: { defaultProps: { transitionProps: MOTION, withInitialFocusPlaceholder: false } },
  },
});

/** Buttons without a variant use these values instead of those of `resolveVariantColors`. */
const FILLED = {
  '--mantine-primary-color-filled': 'var(--accent)',
  '--mantine-primary-color-filled-hover': 'var(--accent-hover)',
};

/** The tokens of our style sheets: the colours of each surface in light and dark. */
export const cssVariablesResolver: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    ...FILLED,
    '--ground': '#f1f3f2',
    '--surface': '#ffffff',
    '--surface-sunk': '#f7f8f7',
    '--line': '#dde2df',
    '--line-strong': '#bfc6c2',
    '--ink': '#171b19',
    '--ink-soft': '#55605b',
    '--field': '#ffffff',
    '--accent': '#0b6b50',
    '--accent-hover': '#085641',
    '--accent-ink': '#ffffff',
    '--accent-wash': '#e9f6f1',
    '--accent-text': '#085641',
    '--warn': '#8a4b00',
    '--warn-wash': '#fdf3e2',
    '--bad': '#a8201a',
    '--bad-wash': '#fdeeec',
    '--mantine-color-body': '#ffffff',
    '--mantine-color-dimmed': '#55605b',
    '--mantine-color-error': '#a8201a',
    '--mantine-color-placeholder': '#68736e',
  },
  dark: {
    ...FILLED,
    '--ground': '#0e1210',
    '--surface': '#171c1a',
    '--surface-sunk': '#121614',
    '--line': '#2b3330',
    '--line-strong': '#47514c',
    '--ink': '#e9edeb',
    '--ink-soft': '#a3ada8',
    '--field': '#242b28',
    '--accent': '#4ab287',
    '--accent-hover': '#67c49d',
    '--accent-ink': '#06150f',
    '--accent-wash': '#12291f',
    '--accent-text': '#7fd3b0',
    '--warn': '#f0b35e',
    '--warn-wash': '#2c2210',
    '--bad': '#ff8f85',
    '--bad-wash': '#321715',
    '--mantine-color-body': '#171c1a',
    '--mantine-color-text': '#e9edeb',
    '--mantine-color-dimmed': '#a3ada8',
    '--mantine-color-error': '#ff8f85',
    '--mantine-color-placeholder': '#8b9691',
  },
});
