import { Button, Flex } from '@mantine/core';
import { IconPlus } from '../../../shared/icons/icon-plus';
import type { ProgramDocument } from '../../../entities/program/program.api';
import { newKey } from '../../../shared/api/act-key';
import { useSpoken } from '../../../shared/i18n/spoken';
import { useTranslation } from '../../../shared/i18n/use-translation';
import { Help, Panel } from '../../../shared/ui/page';
import { figureOf } from '../../../shared/format/decimal';
import { useList, useMistakeText, useValue } from '../../../shared/document/document-context';
import classes from './editor.module.css';
import { FieldMistake } from '../../../shared/document/field-mistake';
import { Field } from '../../../shared/document/field';
import { KindChoice } from '../../../shared/document/kind-choice';
import { RemoveButton } from './remove-button';
import { Sentence } from './sentence';

type Card = NonNullable<ProgramDocument['stampCards']>[number];
type Collects = Card['collects'];

const PATH = ['stampCards'] as const;
const FIRST_SOURCE: Readonly<Record<Collects['by'], Collects>> = {
  VISIT: { by: 'VISIT', leastAmount: 1 },
  ITEM: { by: 'ITEM', skus: [] },
  CATEGORY: { by: 'CATEGORY', categories: [] },
};
/** The catalogue's keys for the rewards of a full card, by the member of the document that holds the reward. */
const REWARDS = { points: 'POINTS', rewardCode: 'REWARD' } as const;
const FIRST_REWARD = { points: { points: 100 }, rewardCode: { rewardCode: '' } };

/** Stamp cards: the stamped goods, the size, and the reward of a full card. */
export function StampsSection() {
  const { t } = useTranslation('admin');
  const { items, add, removeAt } = useList<Card>(PATH);
  const mistake = useMistakeText(PATH);
  return (
    <Panel title={t('program.stamps.title')}>
      <Help>{items.length === 0 ? t('program.stamps.none') : t('program.stamps.help')}</Help>
      {mistake !== undefined && <FieldMistake>{mistake}</FieldMistake>}
      {items.map(({ id }, index) => (
        <CardEditor key={id} index={index} onRemove={() => removeAt(index)} />
      ))}
      <Flex gap={8} wrap="wrap" mt={12}>
        <Button
          variant="default"
          leftSection={<IconPlus size={18} aria-hidden />}
          onClick={() =>
            add({
              id: newCardId(),
              name: {},
              collects: FIRST_SOURCE.VISIT,
              size: 10,
              reward: FIRST_REWARD.points,
              validityMonths: null,
            })
          }
        >
          {t('program.stamps.add')}
        </Button>
      </Flex>
    </Panel>
  );
}

function CardEditor({ index, onRemove }: { readonly index: number; readonly onRemove: () => void }) {
  const { t } = useTranslation('admin');
  const spoken = useSpoken();
  const path = [...PATH, index] as const;
  const { name, collects, reward, validityMonths } = useValue<Card>(path);
  const nameMistake = useMistakeText([...path, 'name']);
  const rewardMistake = useMistakeText([...path, 'reward']);
  const own = spoken(name) || t('program.stamps.nameless', { number: index + 1 });
  const rewardKind = 'points' in reward ? 'POINTS' : 'REWARD';
  return (
    <section className={classes.card} aria-label={t('program.stamps.card', { name: own })}>
      <Flex gap={8} wrap="wrap" align="flex-end">
        <Field path={[...path, 'name', 'ru']} label={t('program.stamps.name.ru')} />
        <Field path={[...path, 'name', 'en']} label={t('program.stamps.name.en')} />
        <RemoveButton label={t('program.stamps.remove', { name: own })} onClick={onRemove} />
      </Flex>
      {nameMistake !== undefined && <FieldMistake>{nameMistake}</FieldMistake>}
      <Sentence
        text={(places) => t(`program.stamps.collects.${collects.by}`, places)}
        slots={{
          by: (
            <KindChoice
              path={[...path, 'collects']}
              label={t('program.stamps.collectsLabel')}
              firsts={FIRST_SOURCE}
              say={(by: Collects['by']) => t(`program.stamps.sources.${by}`)}
              isInline
            />
          ),
          least: <Field path={[...path, 'collects', 'leastAmount']} label={t('program.stamps.least')} isInline />,
        }}
      />
      {collects.by === 'ITEM' && <Field path={[...path, 'collects', 'skus']} label={t('program.stamps.goods.ITEM')} />}
      {collects.by === 'CATEGORY' && (
        <Field path={[...path, 'collects', 'categories']} label={t('program.stamps.goods.CATEGORY')} />
      )}
      <Sentence
        text={(places) => t(`program.stamps.full.${rewardKind}`, places)}
        slots={{
          size: <Field path={[...path, 'size']} label={t('program.stamps.size')} width={80} isInline />,
          kind: (
            <KindChoice
              path={[...path, 'reward']}
              label={t('program.stamps.rewardLabel')}
              firsts={FIRST_REWARD}
              say={(kind: keyof typeof REWARDS) => t(`program.stamps.rewards.${REWARDS[kind]}`)}
              isInline
            />
          ),
          points: (
            <Field path={[...path, 'reward', 'points']} label={t('program.stamps.points')} width={100} isInline />
          ),
        }}
      />
      {rewardKind === 'REWARD' && <Field path={[...path, 'reward', 'rewardCode']} label={t('program.stamps.code')} />}
      {rewardMistake !== undefined && <FieldMistake>{rewardMistake}</FieldMistake>}
      <Sentence
        text={(places) =>
          t(validityMonths === null ? 'program.stamps.endless' : 'program.stamps.ends', {
            ...places,
            count: figureOf(validityMonths),
          })
        }
        slots={{
          months: (
            <Field
              path={[...path, 'validityMonths']}
              label={t('program.stamps.months')}
              none={t('program.stamps.never')}
              width={110}
              isInline
            />
          ),
        }}
      />
    </section>
  );
}

/** A random UUID; `crypto.randomUUID` exists only in secure contexts. */
function newCardId(): string {
  const hex = newKey();
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20)}`;
}
