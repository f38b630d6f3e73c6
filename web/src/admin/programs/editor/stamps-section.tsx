import { Button, Flex } from '@mantine/core';
import { IconPlus } from '../../../shared/icons/icon-plus';
import type { ProgramDocument } from '../../../entities/program/program.api';
import { newKey } from '../../../shared/api/act-key';
import { useSpoken } from '../../../shared/i18n/spoken';
import { useTranslation } from '../../../shared/i18n/use-translation';
import { Help, Panel } from '../../../shared/ui/page';
import { useRewards } from '../../../entities/reward/use-rewards';
import { figureOf } from '../../../shared/format/decimal';
import { useList, useMistake, useValue } from './draft-context';
import classes from './editor.module.css';
import type { DocumentPath } from './draft-store';
import { FieldMistake } from './field-mistake';
import { ChoiceField, ListField, MoneyField, TextField, WholeField } from './fields';
import { RemoveButton } from './remove-button';
import { Sentence } from './sentence';

type Card = NonNullable<ProgramDocument['stampCards']>[number];
type Collects = Card['collects'];
type RewardKind = 'POINTS' | 'REWARD';

const PATH = ['stampCards'] as const;
const SOURCES = ['VISIT', 'ITEM', 'CATEGORY'] as const;
const FIRST_SOURCE: Readonly<Record<Collects['by'], Collects>> = {
  VISIT: { by: 'VISIT', leastAmount: 1 },
  ITEM: { by: 'ITEM', skus: [] },
  CATEGORY: { by: 'CATEGORY', categories: [] },
};
const REWARDS = ['POINTS', 'REWARD'] as const;
const FIRST_REWARD: Readonly<Record<RewardKind, Card['reward']>> = {
  POINTS: { points: 100 },
  REWARD: { rewardCode: '' },
};

/** Stamp cards: the stamped goods, the size, and the reward of a full card. */
export function StampsSection() {
  const { t } = useTranslation('admin');
  const { items, add, removeAt } = useList<Card>(PATH);
  const mistake = useMistake(PATH);
  return (
    <Panel title={t('program.stamps.title')}>
      <Help>{items.length === 0 ? t('program.stamps.none') : t('program.stamps.help')}</Help>
      {mistake !== undefined && <FieldMistake mistake={mistake} />}
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
              reward: FIRST_REWARD.POINTS,
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
  const nameMistake = useMistake([...path, 'name']);
  const rewardMistake = useMistake([...path, 'reward']);
  const own = spoken(name) || t('program.stamps.nameless', { number: index + 1 });
  const rewardKind: RewardKind = 'points' in reward ? 'POINTS' : 'REWARD';
  return (
    <section className={classes.card} aria-label={t('program.stamps.card', { name: own })}>
      <Flex gap={8} wrap="wrap" align="flex-end">
        <TextField path={[...path, 'name', 'ru']} label={t('program.stamps.name.ru')} isNamed isOptional />
        <TextField path={[...path, 'name', 'en']} label={t('program.stamps.name.en')} isNamed isOptional />
        <RemoveButton label={t('program.stamps.remove', { name: own })} onClick={onRemove} />
      </Flex>
      {nameMistake !== undefined && <FieldMistake mistake={nameMistake} />}
      <Sentence
        text={(places) => t(`program.stamps.collects.${collects.by}`, places)}
        slots={{
          by: (
            <ChoiceField
              path={[...path, 'collects']}
              label={t('program.stamps.collectsLabel')}
              choices={SOURCES.map((value) => ({ value, label: t(`program.stamps.sources.${value}`) }))}
              toValue={(by) => FIRST_SOURCE[by]}
              ofValue={(value) => (value as Collects).by}
            />
          ),
          least: <MoneyField path={[...path, 'collects', 'leastAmount']} label={t('program.stamps.least')} />,
        }}
      />
      {collects.by === 'ITEM' && (
        <ListField path={[...path, 'collects', 'skus']} label={t('program.stamps.goods.ITEM')} />
      )}
      {collects.by === 'CATEGORY' && (
        <ListField path={[...path, 'collects', 'categories']} label={t('program.stamps.goods.CATEGORY')} />
      )}
      <Sentence
        text={(places) => t(`program.stamps.full.${rewardKind}`, places)}
        slots={{
          size: <WholeField path={[...path, 'size']} label={t('program.stamps.size')} width={80} />,
          kind: (
            <ChoiceField
              path={[...path, 'reward']}
              label={t('program.stamps.rewardLabel')}
              choices={REWARDS.map((value) => ({ value, label: t(`program.stamps.rewards.${value}`) }))}
              toValue={(kind) => FIRST_REWARD[kind]}
              ofValue={(value) => ('points' in (value as Card['reward']) ? 'POINTS' : 'REWARD')}
            />
          ),
          points: <WholeField path={[...path, 'reward', 'points']} label={t('program.stamps.points')} width={100} />,
        }}
      />
      {rewardKind === 'REWARD' && <RewardField path={[...path, 'reward', 'rewardCode']} />}
      {rewardMistake !== undefined && <FieldMistake mistake={rewardMistake} />}
      <Sentence
        text={(places) =>
          t(validityMonths === null ? 'program.stamps.endless' : 'program.stamps.ends', {
            ...places,
            count: figureOf(validityMonths),
          })
        }
        slots={{
          months: (
            <WholeField
              path={[...path, 'validityMonths']}
              label={t('program.stamps.months')}
              placeholder={t('program.stamps.never')}
              nullable
              width={110}
            />
          ),
        }}
      />
    </section>
  );
}

/** One of the catalogue; a code that it does not have (yet) stays as it is. */
function RewardField({ path }: { readonly path: DocumentPath }) {
  const { t } = useTranslation('admin');
  const code = useValue<string | undefined>(path) ?? '';
  const rewards = useRewards(false);
  const spoken = useSpoken();
  const known = (rewards.data ?? []).map((reward) => ({ value: reward.code, label: spoken(reward.name) }));
  const isKnown = known.some(({ value }) => value === code);
  return (
    <ChoiceField
      path={path}
      label={t('program.stamps.code')}
      isNamed
      choices={isKnown ? known : [{ value: code, label: code === '' ? t('program.stamps.choose') : code }, ...known]}
    />
  );
}

/** A random UUID; `crypto.randomUUID` exists only in secure contexts. */
function newCardId(): string {
  const hex = newKey();
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20)}`;
}
