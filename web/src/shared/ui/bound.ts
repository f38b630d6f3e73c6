interface Changed {
  readonly currentTarget: { readonly value: string };
}

/** The value of a field and what takes a new one, as the properties of the field. */
export const bound = (value: string, take: (value: string) => void) => ({
  value,
  onChange: ({ currentTarget }: Changed) => take(currentTarget.value),
});
