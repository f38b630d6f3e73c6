import { Button, Flex } from '@mantine/core';
import { CategoriesField } from '../../../entities/menu/categories-field';
import type { ProgramDocument } from '../../../entities/program/program.api';
import { IconPlus } from '../../../shared/icons/icon-plus';
import { useTranslation } from '../../../shared/i18n/use-translation';
import { Help } from '../../../shared/ui/page';
import { useDraftStore, useList, useMistake, useValue } from './draft-context';
import type { DocumentPath } from './draft-store';
import classes from './editor.module.css';
import { FieldMistake } from './field-mistake';
import { PerCentField } from './fields';
import { NamesField } from './names-field';
import { RemoveButton } from './remove-button';
import { SALE_KINDS } from './sale-kinds';
import { useMistakeWords } from './use-mistake-words';

type Limit = NonNullable<NonNullable<ProgramDocument['redemption']>['limits']>[number];

const PATH = ['redemption', 'limits'] as const;
const EVERYWHERE: Limit = { tiers: [], channels: [], restaurantIds: [], categories: [], maxSharePpm: 0 };
/** The lists of a limit that are chosen from, with the field of conditions that has the same choices. */
const LISTS = [
  ['tiers', 'tier'],
  ['channels', 'channel'],
  ['restaurantIds', 'restaurant'],
] as const;

/** Lower shares that points may pay, by tier, channel, restaurant and category. */
export function PointLimits() {
  const { t } = useTranslation('admin');
  const { items, add, removeAt } = useList<Limit>(PATH);
  return (
    <>
      <h3 className={classes.subtitle}>{t('program.limits.title')}</h3>
      <Help>{t('program.limits.help')}</Help>
      {items.map((_, index) => (
        <PointLimit key={index} path={[...PATH, index]} number={index + 1} onRemove={() => removeAt(index)} />
      ))}
      <Flex gap={8} wrap="wrap" mt={12}>
        <Button
          variant="default"
          leftSection={<IconPlus size={18} aria-hidden />}
          onClick={() => add({ ...EVERYWHERE, maxSharePpm: 300_000 })}
        >
          {t('program.limits.add')}
        </Button>
      </Flex>
    </>
  );
}

interface PointLimitProps {
  readonly path: DocumentPath;
  readonly number: number;
  readonly onRemove: () => void;
}

function PointLimit({ path, number, onRemove }: PointLimitProps) {
  const { t } = useTranslation('admin');
  const store = useDraftStore();
  const words = useMistakeWords();
  const mistake = useMistake(path);
  const ofCategories = useMistake([...path, 'categories'], true);
  const categories = useValue<readonly string[]>([...path, 'categories']);
  return (
    <section className={classes.card} aria-label={t('program.limits.limit', { number })}>
      <Flex gap={8} wrap="wrap" align="flex-end">
        <PerCentField path={[...path, 'maxSharePpm']} label={t('program.limits.share')} isNamed width={150} />
        <RemoveButton label={t('program.limits.remove', { number })} onClick={onRemove} />
      </Flex>
      <div className={classes.grid}>
        {LISTS.map(([list, field]) => (
          <PlacesField key={list} path={[...path, list]} label={t(`program.limits.${list}`)} field={field} />
        ))}
        <CategoriesField
          label={t('program.limits.categories')}
          value={categories}
          error={ofCategories === undefined ? undefined : words(ofCategories)}
          onChange={(next) => store.set([...path, 'categories'], next)}
        />
      </div>
      {mistake !== undefined && <FieldMistake mistake={mistake} />}
    </section>
  );
}

interface PlacesFieldProps {
  readonly path: DocumentPath;
  readonly label: string;
  readonly field: (typeof LISTS)[number][1];
}

/** Several of the values that conditions on a sale compare with. */
function PlacesField({ path, label, field }: PlacesFieldProps) {
  const { t } = useTranslation('admin');
  const choices = SALE_KINDS.useChoices(field) ?? [];
  return <NamesField path={path} label={label} placeholder={t('program.limits.all')} choices={choices} />;
}
