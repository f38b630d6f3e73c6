import { MultiSelect, NativeSelect } from '@mantine/core';
import type { InputProps } from '../../shared/document/document-context';
import { useTranslation } from '../../shared/i18n/use-translation';
import { bound } from '../../shared/ui/bound';

export interface NamedChoice {
  readonly value: string;
  readonly label: string;
}

/** The choices, and each chosen value that is not offered (any more), with its code as its name. */
function withChosen(choices: readonly NamedChoice[], chosen: readonly string[]): NamedChoice[] {
  const others = chosen.filter((value) => value !== '' && choices.every((choice) => choice.value !== value));
  return [...choices, ...others.map((value) => ({ value, label: value }))];
}

/** Makes the select of a reward, a campaign, a segment or the like. */
export function oneOf(useChoices: () => readonly NamedChoice[]) {
  return function Choice({ label, description, placeholder, error, value, onChange }: InputProps) {
    const { t } = useTranslation('admin');
    const chosen = typeof value === 'string' ? value : '';
    return (
      <NativeSelect
        {...{ label, description, error }}
        {...bound(chosen, onChange)}
        data={[
          { value: '', label: placeholder ?? t('program.conditions.choose') },
          ...withChosen(useChoices(), [chosen]),
        ]}
      />
    );
  };
}

/** Makes the input for several rewards, restaurants, channels or the like. */
export function severalOf(useChoices: () => readonly NamedChoice[]) {
  return function Choices({ label, description, placeholder, error, value, onChange }: InputProps) {
    const chosen = (value as readonly string[] | null | undefined) ?? [];
    return (
      <MultiSelect
        {...{ label, description, error, onChange }}
        size="md"
        searchable
        placeholder={chosen.length === 0 ? (placeholder ?? '') : ''}
        data={withChosen(useChoices(), chosen)}
        value={[...chosen]}
      />
    );
  };
}
