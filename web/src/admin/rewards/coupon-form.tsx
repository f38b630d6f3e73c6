import { useState } from 'react';
import { SegmentedControl } from '@mantine/core';
import { useRewards } from '../../entities/reward/use-rewards';
import { SegmentChoice } from '../../entities/segment/segment-choice';
import { createCouponBatch } from '../../shared/api/operations';
import { ActDialog } from '../../shared/described/act-form';
import { useSpoken } from '../../shared/i18n/spoken';
import { useTranslation } from '../../shared/i18n/use-translation';
import { Dialog } from '../../shared/ui/dialog';
import { Notice } from '../../shared/ui/notice';

const CHOSEN_CODE = /^[0-9A-Za-zА-Яа-яЁё\s\p{Pd}\u2212_]{4,40}$/u;

interface CouponFormProps {
  readonly rewardId: string | null;
  readonly onMade: () => void;
  readonly onClose: () => void;
}

/** New codes: many that work once each, or one word for everybody. */
export function CouponForm({ rewardId, onMade, onClose }: CouponFormProps) {
  const { t } = useTranslation('admin');
  const spoken = useSpoken();
  const rewards = useRewards(false);
  const [kind, setKind] = useState<'SINGLE' | 'SHARED'>('SINGLE');
  const needed = t('rewards.fault.needed');
  if (rewards.data?.length === 0)
    return (
      <Dialog title={t('coupons.make')} onClose={onClose}>
        <Notice title={t('rewards.emptyTitle')} help={t('coupons.rewardFirst')} />
      </Dialog>
    );
  const first = rewards.data?.[0]?.id ?? '';
  return (
    <ActDialog
      of={createCouponBatch}
      title={t('coupons.make')}
      layout={{ gap: 12 }}
      fields={{
        name: { label: t('coupons.name'), help: t('coupons.nameHelp'), needed },
        redemptionItemId: {
          label: t('coupons.reward'),
          initial: rewardId,
          choices: rewards.data?.map(({ id, name }) => ({ value: id, label: spoken(name) })) ?? [],
          after: () => (
            <SegmentedControl
              size="md"
              aria-label={t('coupons.kind')}
              value={kind}
              onChange={setKind}
              data={[
                { value: 'SINGLE', label: t('coupons.kindSingle') },
                { value: 'SHARED', label: t('coupons.kindShared') },
              ]}
            />
          ),
        },
        code: {
          label: t('coupons.code'),
          help: t('coupons.codeHelp'),
          isShown: () => kind === 'SHARED',
          check: (code) => !CHOSEN_CODE.test(code.trim()) && t('coupons.codeWrong'),
        },
        count: { label: t('coupons.count'), needed, isShown: () => kind === 'SINGLE' },
        uses: { label: t('coupons.uses'), needed, isShown: () => kind === 'SHARED' },
        perGuest: { label: t('coupons.perGuest'), help: t('coupons.perGuestHelp') },
        validUntil: { label: t('coupons.validUntil'), help: t('coupons.untilHelp') },
        segments: {
          label: t('coupons.segments'),
          control: ({ value, label, error, onChange }) => (
            <SegmentChoice {...{ label, error, onChange }} description={t('coupons.segmentsHelp')} chosen={value} />
          ),
        },
      }}
      body={({ redemptionItemId }) => ({ kind, redemptionItemId: redemptionItemId || first })}
      submit={t('coupons.submit')}
      onDone={onMade}
      onClose={onClose}
    />
  );
}
