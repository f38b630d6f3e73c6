import { MultiSelect } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from '../../shared/i18n/use-translation';
import { menuItemName, openMenuQuery } from './menu.api';

/** How many items the list shows; a search finds the others. */
const SHOWN = 50;

interface ItemsFieldProps {
  readonly label: string;
  readonly description?: string;
  readonly className?: string;
  /** Codes of items. */
  readonly value: readonly string[];
  readonly error?: string | undefined;
  readonly onChange: (codes: string[]) => void;
}

/** Items of the menu by their names; a code that the menu does not have is shown as it is. */
export function ItemsField({ value, ...props }: ItemsFieldProps) {
  const { language } = useTranslation();
  const menu = useQuery(openMenuQuery);
  const names = new Map((menu.data ?? []).map((item) => [item.code, menuItemName(item, language)]));
  const codes = [...new Set([...names.keys(), ...value])];
  return (
    <MultiSelect
      {...props}
      searchable
      limit={SHOWN}
      data={codes.map((code) => ({ value: code, label: names.get(code) ?? code }))}
      value={[...value]}
    />
  );
}
