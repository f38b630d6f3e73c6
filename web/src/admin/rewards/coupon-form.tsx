import { NativeSelect, SegmentedControl, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { CouponBatch } from '../../entities/coupon/coupon.api';
import { actOf } from '../../shared/api/calls';
import { useChange } from '../../shared/api/use-change';
import { instantOf } from '../../shared/format/zone';
import { useSpoken } from '../../shared/i18n/spoken';
import { useTranslation } from '../../shared/i18n/use-translation';
import { useNetwork } from '../../shared/network/network';
import { Form } from '../../shared/ui/form';
import { Dialog } from '../../shared/ui/dialog';
import { Notice } from '../../shared/ui/notice';
import { Submit } from '../../shared/ui/submit';
import { useFields } from '../../shared/ui/use-fields';
import { type TypedNumber, WholeNumberInput } from '../../shared/ui/whole-number-input';
import { SegmentChoice } from '../../entities/segment/segment-choice';
import { useRewards } from '../../entities/reward/use-rewards';
import { DateTimeField } from '../../shared/ui/dates/date-time-field';

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
  const { timeZone } = useNetwork();
  const rewards = useRewards(false);
  const [kind, setKind] = useState<CouponBatch['kind']>('SINGLE');
  const counted = kind === 'SINGLE' ? 'count' : 'uses';
  const make = useChange(actOf('POST', '/api/coupons/batches'), onMade);
  const { values, field, marked, onSubmit } = useFields({
    initial: {
      name: '',
      code: '',
      validUntil: '',
      redemptionItemId: rewardId,
      count: '' as TypedNumber,
      uses: '' as TypedNumber,
      perGuest: '' as TypedNumber,
      segments: [] as readonly string[],
    },
    error: make.error,
    check: ({ name, code, ...typed }) => ({
      name: name.trim() === '' && t('rewards.fault.needed'),
      code: kind === 'SHARED' && !CHOSEN_CODE.test(code.trim()) && t('coupons.codeWrong'),
      [counted]: typed[counted] === '' && t('rewards.fault.needed'),
    }),
  });
  const redemptionItemId = values.redemptionItemId ?? rewards.data?.[0]?.id;

  const submit = onSubmit(({ name, code, count, uses, perGuest, segments, validUntil }) => {
    if (redemptionItemId === undefined) return;
    const common = {
      name: name.trim(),
      redemptionItemId,
      perGuest: perGuest === '' ? null : perGuest,
      segments: segments.length === 0 ? null : [...segments],
      validUntil: validUntil === '' ? null : instantOf(validUntil, timeZone),
    };
    if (kind === 'SINGLE') make.mutate({ kind, ...common, count: Number(count) });
    else make.mutate({ kind, ...common, code: code.trim(), uses: Number(uses) });
  });

  return (
    <Dialog title={t('coupons.make')} onClose={onClose}>
      {rewards.data?.length === 0 ? (
        <Notice title={t('rewards.emptyTitle')} help={t('coupons.rewardFirst')} />
      ) : (
        <Form gap={12} onSubmit={submit}>
          <TextInput
            label={t('coupons.name')}
            description={t('coupons.nameHelp')}
            data-autofocus
            maxLength={80}
            autoComplete="off"
            {...field('name')}
          />
          <NativeSelect
            label={t('coupons.reward')}
            {...field('redemptionItemId')}
            value={redemptionItemId ?? ''}
            data={rewards.data?.map(({ id, name }) => ({ value: id, label: spoken(name) })) ?? []}
          />
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
          {kind === 'SHARED' && (
            <TextInput
              label={t('coupons.code')}
              description={t('coupons.codeHelp')}
              maxLength={40}
              autoComplete="off"
              {...field('code')}
            />
          )}
          <WholeNumberInput
            min={1}
            label={t(`coupons.${counted}`)}
            max={kind === 'SINGLE' ? 1_000_000 : 1_000_000_000}
            {...field(counted)}
          />
          <WholeNumberInput
            min={1}
            label={t('coupons.perGuest')}
            description={t('coupons.perGuestHelp')}
            max={1_000_000}
            {...field('perGuest')}
          />
          <DateTimeField
            label={t('coupons.validUntil')}
            description={t('coupons.untilHelp')}
            {...field('validUntil')}
          />
          <SegmentChoice
            label={t('coupons.segments')}
            description={t('coupons.segmentsHelp')}
            {...field('segments')}
            chosen={values.segments}
          />
          <Submit of={make} marked={marked} text={t('coupons.submit')} />
        </Form>
      )}
    </Dialog>
  );
}
