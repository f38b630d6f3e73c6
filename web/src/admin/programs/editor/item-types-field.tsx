import { MultiSelect } from '@mantine/core';
import { useTranslation } from '../../../shared/i18n/use-translation';
import { useDraftStore, useMistake, useValue } from './draft-context';
import type { DocumentPath } from './draft-store';
import { ITEM_TYPES } from './item-types';
import { useMistakeWords } from './use-mistake-words';

interface ItemTypesFieldProps {
  readonly path: DocumentPath;
  readonly label: string;
  /** True where a document without any leaves the member out. */
  readonly isOptional?: boolean;
}

/** The types of items, sent by tills, that rules can treat apart: alcohol, tobacco, delivery and so on. */
export function ItemTypesField({ path, label, isOptional = false }: ItemTypesFieldProps) {
  const { t } = useTranslation('admin');
  const store = useDraftStore();
  const words = useMistakeWords();
  const chosen = useValue<readonly string[] | undefined>(path) ?? [];
  const mistake = useMistake(path, true);
  return (
    <MultiSelect
      label={label}
      size="md"
      placeholder={chosen.length === 0 ? t('program.itemTypes.none') : ''}
      data={ITEM_TYPES.map((value) => ({ value, label: t(`program.itemTypes.${value}`) }))}
      value={[...chosen]}
      error={mistake === undefined ? undefined : words(mistake)}
      onChange={(next) => store.set(path, isOptional && next.length === 0 ? undefined : next)}
    />
  );
}
