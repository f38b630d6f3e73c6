import { Button, NativeSelect, TextInput } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState, type SyntheticEvent } from 'react';
import { useTranslation } from 'react-i18next';
import type { KeyedAct } from '../../shared/api/act-key';
import { answerOf, api } from '../../shared/api/client';
import type { GuestTier } from '../../shared/api/types';
import { useChange } from '../../shared/api/use-change';
import { useFormat } from '../../shared/format/use-format';
import { Dialog } from '../../shared/ui/dialog';
import { Panel } from '../../shared/ui/page';
import { ProblemNotice, useProblemWords } from '../../shared/ui/problem-notice';
import { TierChip } from '../../shared/ui/tier-chip';
import classes from './guest-page.module.css';

const REASONS = ['SERVICE_RECOVERY', 'CORRECTION', 'GOODWILL', 'OTHER'] as const;

/** The guest's tier: what it gives, what is missing to the next, and a tier set by hand with its end and reason. */
export function TierPanel({ guestId }: { readonly guestId: string }) {
  const { t } = useTranslation('admin');
  const format = useFormat();
  const words = useProblemWords();
  const queries = useQueryClient();
  const [sets, setSets] = useState(false);
  const path = { id: guestId };
  const queryKey = ['guest', guestId, 'tier'];
  const tier = useQuery({
    queryKey,
    queryFn: ({ signal }) => answerOf(api.GET('/api/guest/{id}/tier', { params: { path }, signal })),
  });
  const refresh = () => void queries.invalidateQueries({ queryKey: ['guest', guestId] });
  const end = useChange(
    ({ key }: KeyedAct<null>) =>
      answerOf(api.DELETE('/api/guest/{id}/tier', { params: { path, header: { 'Idempotency-Key': key } } })),
    refresh,
  );

  if (tier.isError) return <ProblemNotice words={words(tier.error)} />;
  if (tier.isPending) return <p>{t('loading')}</p>;
  const { code, byHand, keptUntil, counts, discountPpm } = tier.data;
  return (
    <Panel title={t('guestTier.title')} aside={<TierChip code={code} />}>
      <ul className={classes.said}>
        <li>{t('guestTier.counts', { spend: format.money(counts.spend), count: counts.visits })}</li>
        <ToNext tier={tier.data} />
        {discountPpm > 0 && <li>{t('guestTier.discount', { share: format.share(discountPpm) })}</li>}
        {keptUntil !== null && <li>{t('guestTier.keptUntil', { date: format.day(keptUntil) })}</li>}
        {byHand !== null && (
          <li>
            {byHand.until === null
              ? t('guestTier.byHand', { tier: byHand.tier, rule: byHand.ruleTier })
              : t('guestTier.byHandUntil', {
                  tier: byHand.tier,
                  rule: byHand.ruleTier,
                  date: format.day(byHand.until),
                })}
          </li>
        )}
      </ul>
      {end.error !== null && <ProblemNotice words={words(end.error)} />}
      <div className={classes.acts}>
        <Button variant="default" onClick={() => setSets(true)}>
          {t('guestTier.set')}
        </Button>
        {byHand !== null && (
          <Button variant="subtle" color="gray" loading={end.isPending} onClick={() => end.mutate(null)}>
            {t('guestTier.end')}
          </Button>
        )}
      </div>
      {sets && (
        <SetTier
          guestId={guestId}
          current={code}
          onClose={() => setSets(false)}
          onDone={() => {
            setSets(false);
            refresh();
          }}
        />
      )}
    </Panel>
  );
}

function ToNext({ tier }: { readonly tier: GuestTier }) {
  const { t } = useTranslation('admin');
  const format = useFormat();
  const { next, amountToNext, visitsToNext } = tier;
  if (next === null) return null;
  const said = { tier: next, amount: format.money(amountToNext ?? 0), count: visitsToNext ?? 0 };
  if ((amountToNext ?? 0) > 0 && said.count > 0) return <li>{t('guestTier.toNextBoth', said)}</li>;
  if ((amountToNext ?? 0) > 0) return <li>{t('guestTier.toNextMoney', { tier: next, amount: said.amount })}</li>;
  return said.count > 0 ? <li>{t('guestTier.toNextVisits', { tier: next, count: said.count })}</li> : null;
}

interface SetTierProps {
  readonly guestId: string;
  readonly current: string;
  readonly onDone: () => void;
  readonly onClose: () => void;
}

function SetTier({ guestId, current, onDone, onClose }: SetTierProps) {
  const { t } = useTranslation('admin');
  const words = useProblemWords();
  const [tier, setTier] = useState(current);
  const [until, setUntil] = useState('');
  const [reasonCode, setReasonCode] = useState<(typeof REASONS)[number]>('GOODWILL');
  const [comment, setComment] = useState('');
  const tiers = useQuery({
    queryKey: ['tiers'],
    queryFn: ({ signal }) => answerOf(api.GET('/api/tiers', { signal })),
  });
  const set = useChange(
    ({ key, body }: KeyedAct<{ tier: string; until: string | null; reasonCode: string; comment: string | null }>) => {
      const params = { path: { id: guestId }, header: { 'Idempotency-Key': key } };
      return answerOf(api.PUT('/api/guest/{id}/tier', { params, body }));
    },
    onDone,
  );

  function submit(event: SyntheticEvent): void {
    event.preventDefault();
    const said = comment.trim();
    set.mutate({ tier, until: until === '' ? null : until, reasonCode, comment: said === '' ? null : said });
  }

  return (
    <Dialog title={t('guestTier.set')} onClose={onClose}>
      <form className={classes.fields} onSubmit={submit}>
        <NativeSelect
          label={t('guests.tier')}
          data-autofocus
          value={tier}
          onChange={(event) => setTier(event.currentTarget.value)}
          data={tiers.data?.items.map(({ code }) => code) ?? [current]}
        />
        <TextInput
          type="date"
          label={t('guestTier.until')}
          description={t('guestTier.untilHelp')}
          value={until}
          onChange={(event) => setUntil(event.currentTarget.value)}
        />
        <NativeSelect
          label={t('guestTier.reason')}
          value={reasonCode}
          onChange={(event) => setReasonCode(REASONS.find((known) => known === event.currentTarget.value) ?? 'OTHER')}
          data={REASONS.map((value) => ({ value, label: t(`guestTier.reasons.${value}`) }))}
        />
        <TextInput
          label={t('guestTier.comment')}
          maxLength={500}
          value={comment}
          onChange={(event) => setComment(event.currentTarget.value)}
        />
        {set.error !== null && <ProblemNotice words={words(set.error)} />}
        <Button type="submit" loading={set.isPending}>
          {t('guestTier.submit', { tier })}
        </Button>
      </form>
    </Dialog>
  );
}
