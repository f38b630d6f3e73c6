import { Button, Flex } from '@mantine/core';
import { IconPlus } from '../../../shared/icons/icon-plus';
import type { ProgramDocument } from '../../../entities/program/program.api';
import { useTranslation } from '../../../shared/i18n/use-translation';
import { Help, Panel } from '../../../shared/ui/page';
import { useList, useMistakeText } from '../../../shared/document/document-context';
import type { DocumentPath } from '../../../shared/document/document-store';
import classes from './editor.module.css';
import { FieldMistake } from '../../../shared/document/field-mistake';
import { Field } from '../../../shared/document/field';
import { RemoveButton } from './remove-button';
import { Switched } from '../../../shared/document/switched';

type Restrictions = NonNullable<ProgramDocument['restrictions']>;

const PATH = ['restrictions'] as const;
const NO_GOODS = { categories: [], skus: [], types: [] };
const NONE: Restrictions = { discount: NO_GOODS, redemption: NO_GOODS, leastPrices: [], base: 'WITH_TAX' };

/** Items that a programme treats apart: no discount, no payment by points, prices that nothing goes below. */
export function RestrictionsSection() {
  const { t } = useTranslation('admin');
  return (
    <Panel title={t('program.restrictions.title')}>
      <Switched path={PATH} label={t('program.restrictions.has')} initial={NONE} isOptional>
        {(['discount', 'redemption'] as const).map((part) => (
          <section key={part} aria-label={t(`program.restrictions.${part}`)}>
            <h3 className={classes.subtitle}>{t(`program.restrictions.${part}`)}</h3>
            <GoodsFields path={[...PATH, part]} />
          </section>
        ))}
        <LeastPrices />
        <Field
          path={[...PATH, 'base']}
          label={t('program.restrictions.base')}
          say={(value: Restrictions['base']) => t(`program.restrictions.bases.${value}`)}
        />
        <Help>{t('program.restrictions.baseHelp')}</Help>
      </Switched>
    </Panel>
  );
}

/** Items by type, category and name. */
function GoodsFields({ path }: { readonly path: DocumentPath }) {
  const { t } = useTranslation('admin');
  return (
    <div className={classes.grid}>
      <Field path={[...path, 'types']} label={t('program.itemTypes.label')} none={t('program.itemTypes.none')} />
      <Field path={[...path, 'categories']} label={t('program.earning.categories')} />
      <Field path={[...path, 'skus']} label={t('program.earning.skus')} />
    </div>
  );
}

function LeastPrices() {
  const { t } = useTranslation('admin');
  const path = [...PATH, 'leastPrices'];
  const { items, add, removeAt } = useList<Restrictions['leastPrices'][number]>(path);
  return (
    <>
      <h3 className={classes.subtitle}>{t('program.restrictions.leastPrices')}</h3>
      <Help>{t('program.restrictions.leastPricesHelp')}</Help>
      {items.map((_, index) => (
        <LeastPrice key={index} path={[...path, index]} number={index + 1} onRemove={() => removeAt(index)} />
      ))}
      <Flex gap={8} wrap="wrap" mt={12}>
        <Button
          variant="default"
          leftSection={<IconPlus size={18} aria-hidden />}
          onClick={() => add({ ...NO_GOODS, price: 1 })}
        >
          {t('program.restrictions.addLeastPrice')}
        </Button>
      </Flex>
    </>
  );
}

interface LeastPriceProps {
  readonly path: DocumentPath;
  readonly number: number;
  readonly onRemove: () => void;
}

function LeastPrice({ path, number, onRemove }: LeastPriceProps) {
  const { t } = useTranslation('admin');
  const mistake = useMistakeText(path);
  return (
    <section className={classes.card} aria-label={t('program.restrictions.leastPrice', { number })}>
      <Flex gap={8} wrap="wrap" align="flex-end">
        <Field path={[...path, 'price']} label={t('program.restrictions.price')} />
        <RemoveButton label={t('program.restrictions.removeLeastPrice', { number })} onClick={onRemove} />
      </Flex>
      <GoodsFields path={path} />
      {mistake !== undefined && <FieldMistake>{mistake}</FieldMistake>}
    </section>
  );
}
