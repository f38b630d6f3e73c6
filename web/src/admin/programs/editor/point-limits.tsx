import { Button, Flex } from '@mantine/core';
import type { ProgramDocument } from '../../../entities/program/program.api';
import { IconPlus } from '../../../shared/icons/icon-plus';
import { useTranslation } from '../../../shared/i18n/use-translation';
import { Help } from '../../../shared/ui/page';
import { useList, useMistakeText } from '../../../shared/document/document-context';
import type { DocumentPath } from '../../../shared/document/document-store';
import classes from './editor.module.css';
import { FieldMistake } from '../../../shared/document/field-mistake';
import { Field } from '../../../shared/document/field';
import { RemoveButton } from './remove-button';

type Limit = NonNullable<NonNullable<ProgramDocument['redemption']>['limits']>[number];

const PATH = ['redemption', 'limits'] as const;
const EVERYWHERE: Limit = { tiers: [], channels: [], restaurantIds: [], categories: [], maxSharePpm: 0 };
const LISTS = ['tiers', 'channels', 'restaurantIds', 'categories'] as const;

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
  const mistake = useMistakeText(path);
  return (
    <section className={classes.card} aria-label={t('program.limits.limit', { number })}>
      <Flex gap={8} wrap="wrap" align="flex-end">
        <Field path={[...path, 'maxSharePpm']} label={t('program.limits.share')} width={150} />
        <RemoveButton label={t('program.limits.remove', { number })} onClick={onRemove} />
      </Flex>
      <div className={classes.grid}>
        {LISTS.map((list) => (
          <Field key={list} path={[...path, list]} label={t(`program.limits.${list}`)} none={t('program.limits.all')} />
        ))}
      </div>
      {mistake !== undefined && <FieldMistake>{mistake}</FieldMistake>}
    </section>
  );
}
