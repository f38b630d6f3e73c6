import { Button, NativeSelect, SegmentedControl, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { CouponBatch } from '../../entities/coupon/coupon.api';
import { actOf } from '../../shared/api/calls';
import { mistakeAt } from '../../shared/api/problem';
import { useChange } from '../../shared/api/use-change';
import { instantOf } from '../../shared/format/zone';
import { useSpoken } from '../../shared/i18n/spoken';
import { useTranslation } from '../../shared/i18n/use-translation';
import { useNetwork } from '../../shared/network/network';
import { Form } from '../../shared/ui/form';
import { Dialog } from '../../shared/ui/dialog';
import { Notice } from '../../shared/ui/notice';
import { FailureNotice } from '../../shared/ui/problem-notice';
import { WholeNumberInput } from '../../shared/ui/whole-number-input';
import { bound } from '../../shared/ui/bound';
import { SegmentChoice } from '../../entities/segment/segment-choice';
import classes from './reward-page.module.css';
import { useRewards } from '../../entities/reward/use-rewards';

const CHOSEN_CODE = /^[0-9A-Za-z -]{4,40}$/;

/** The fields that say what the server found wrong in them. */
const FIELDS = ['name', 'redemptionItemId', 'code', 'count', 'uses', 'perGuest', 'validUntil', 'segments'] as const;

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
  const [chosen, setChosen] = useState(rewardId);
  const [kind, setKind] = useState<CouponBatch['kind']>('SINGLE');
  const [name, setName] = useState('');
  const [code, setCode] = useState('');
  const [count, setCount] = useState<number | ''>('');
  const [perGuest, setPerGuest] = useState<number | ''>('');
  const [until, setUntil] = useState('');
  const [segments, setSegments] = useState<readonly string[]>([]);
  const [asked, setAsked] = useState(false);
  const make = useChange(actOf('POST', '/api/coupons/batches'), onMade);
  const redemptionItemId = chosen ?? rewards.data?.[0]?.id;
  const isNameMissing = name.trim() === '';
  const isCodeWrong = kind === 'SHARED' && !CHOSEN_CODE.test(code.trim());

  const mistake = (field: (typeof FIELDS)[number]) => mistakeAt(make.error, field);

  function submit(): void {
    setAsked(true);
    if (redemptionItemId === undefined || isNameMissing || count === '' || isCodeWrong) return;
    const common = {
      name: name.trim(),
      redemptionItemId,
      perGuest: perGuest === '' ? null : perGuest,
      segments: segments.length === 0 ? null : [...segments],
      validUntil: until === '' ? null : instantOf(until, timeZone),
    };
    if (kind === 'SINGLE') make.mutate({ kind, ...common, count });
    else make.mutate({ kind, ...common, code: code.trim(), uses: count });
  }

  return (
    <Dialog title={t('coupons.make')} onClose={onClose}>
      {rewards.data?.length === 0 ? (
        <Notice title={t('rewards.emptyTitle')} help={t('coupons.rewardFirst')} />
      ) : (
        <Form className={classes.fields} onSubmit={submit}>
          <TextInput
            label={t('coupons.name')}
            description={t('coupons.nameHelp')}
            data-autofocus
            maxLength={80}
            autoComplete="off"
            {...bound(name, setName)}
            error={asked && isNameMissing ? t('rewards.fault.needed') : mistake('name')}
          />
          <NativeSelect
            label={t('coupons.reward')}
            {...bound(redemptionItemId ?? '', setChosen)}
            error={mistake('redemptionItemId')}
            data={rewards.data?.map(({ id, name }) => ({ value: id, label: spoken(name) })) ?? []}
          />
          <SegmentedControl
            size="md"
            aria-label={t('coupons.kind')}
            value={kind}
            onChange={(value) => setKind(value === 'SHARED' ? 'SHARED' : 'SINGLE')}
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
              {...bound(code, setCode)}
              error={asked && isCodeWrong ? t('coupons.codeWrong') : mistake('code')}
            />
          )}
          <WholeNumberInput
            min={1}
            label={kind === 'SINGLE' ? t('coupons.count') : t('coupons.uses')}
            max={kind === 'SINGLE' ? 1_000_000 : 1_000_000_000}
            value={count}
            onChange={setCount}
            error={asked && count === '' ? t('rewards.fault.needed') : mistake(kind === 'SINGLE' ? 'count' : 'uses')}
          />
          <WholeNumberInput
            min={1}
            label={t('coupons.perGuest')}
            description={t('coupons.perGuestHelp')}
            max={1_000_000}
            value={perGuest}
            onChange={setPerGuest}
            error={mistake('perGuest')}
          />
          <TextInput
            type="datetime-local"
            label={t('coupons.validUntil')}
            description={t('coupons.untilHelp')}
            {...bound(until, setUntil)}
            error={mistake('validUntil')}
          />
          <SegmentChoice
            label={t('coupons.segments')}
            description={t('coupons.segmentsHelp')}
            chosen={segments}
            onChange={setSegments}
            error={mistake('segments')}
          />
          {make.error !== null && <FailureNotice error={make.error} marked={FIELDS} />}
          <Button type="submit" loading={make.isPending}>
            {t('coupons.submit')}
          </Button>
        </Form>
      )}
    </Dialog>
  );
}
