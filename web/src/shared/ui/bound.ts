interface ChangeEventOf<Value> {
  readonly currentTarget: Value;
}

/** The properties that bind a field to a value and to the function that takes a new one. */
export const bound = (value: string, take: (value: string) => void) => ({
  value,
  onChange: ({ currentTarget }: ChangeEventOf<{ readonly value: string }>) => take(currentTarget.value),
});

/** Like `bound`, for a switch. */
export const switched = (checked: boolean, take: (checked: boolean) => void) => ({
  checked,
  onChange: ({ currentTarget }: ChangeEventOf<{ readonly checked: boolean }>) => take(currentTarget.checked),
});
