interface Changed<Value> {
  readonly currentTarget: Value;
}

/** The value of a field and what takes a new one, as the properties of the field. */
export const bound = (value: string, take: (value: string) => void) => ({
  value,
  onChange: ({ currentTarget }: Changed<{ readonly value: string }>) => take(currentTarget.value),
});

/** The same of a switch. */
export const switched = (checked: boolean, take: (checked: boolean) => void) => ({
  checked,
  onChange: ({ currentTarget }: Changed<{ readonly checked: boolean }>) => take(currentTarget.checked),
});
