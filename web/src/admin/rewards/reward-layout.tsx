import { NativeSelect, Text } from '@mantine/core';
import { useRef } from 'react';
import { type Layout, useDocumentStore, useValue } from '../../shared/document/document-context';
import type { DocumentPath } from '../../shared/document/document-store';
import { PartKind } from '../../shared/document/part-kind';
import { useTranslation } from '../../shared/i18n/use-translation';
import { bound } from '../../shared/ui/bound';
import { FIRST_DISCOUNTS, FIRST_GIFTS, REWARD_KINDS, type RewardDraft, type RewardKind } from './reward-document.rules';

interface PartProps {
  readonly path: DocumentPath;
}

export const REWARD_LAYOUT: Layout = {
  firsts: { gift: FIRST_DISCOUNTS, perPeriod: { period: 'MONTH' } },
  looks: {
    descriptionRu: { as: 'area' },
    descriptionEn: { as: 'area' },
    shippingRequired: ({ kind }: RewardDraft) => kind === 'PRODUCT' && {},
    byAppointment: ({ kind }: RewardDraft) => kind === 'EXPERIENCE' && {},
    tiers: { isWide: true },
    exclusive: { isWide: true },
    segments: { isWide: true },
  },
  parts: { kind: Kind, giftKind: Discount },
  last: ['gift', 'shippingRequired', 'byAppointment'],
  anew: [],
};

/** The select of the reward's kind. A kind that is chosen again has its earlier gift. */
function Kind({ path }: PartProps) {
  const { t } = useTranslation('admin');
  const store = useDocumentStore();
  const kind = useValue<RewardKind>(path);
  const left = useRef<Partial<Record<RewardKind, unknown>>>({});

  function choose(next: RewardKind): void {
    left.current = { ...left.current, [kind]: store.get(['gift']) };
    store.set(['gift'], left.current[next] ?? FIRST_GIFTS[next]);
    store.set(path, next);
  }

  return (
    <>
      <NativeSelect
        label={t('rewards.field.kind')}
        {...bound(kind, (next) => choose(next as RewardKind))}
        data={REWARD_KINDS.map((value) => ({ value, label: t(`rewards.kind.${value}`) }))}
      />
      <Text mt={8} c="var(--ink-soft)" lh={1.45}>
        {t(`rewards.kindHelp.${kind}`)}
      </Text>
    </>
  );
}

/** The select of the kind of discount. Every other kind of reward has one kind of gift. */
function Discount({ path }: PartProps) {
  return useValue<RewardKind>(['kind']) === 'DISCOUNT' ? <PartKind path={path} /> : null;
}
