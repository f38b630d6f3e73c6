import { Flex } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { type GuestTier, guestTierQuery } from '../../../entities/guest/guest-tier.api';
import { guestKeys } from '../../../entities/guest/guest.api';
import { endGuestTier } from '../../../shared/api/operations';
import { ThingActs } from '../../../shared/described/row-acts';
import { useRefresh } from '../../../shared/described/use-refresh';
import { useFormat } from '../../../shared/format/use-format';
import { useTranslation } from '../../../shared/i18n/use-translation';
import { Loading } from '../../../shared/ui/loading';
import { Panel } from '../../../shared/ui/page';
import { FailureNotice } from '../../../shared/ui/problem-notice';
import { TierChip } from '../../../entities/tier/tier-chip';
import { type Benefit, useBenefitWords } from '../../../entities/program/use-benefit-words';
import classes from './guest-page.module.css';
import { SetTier } from './set-tier';
import { TierProgress } from './tier-progress';

const ONCE = 1_000_000;

/** The guest's tier: its benefits, what the next one needs, and a tier set by hand with its end and reason. */
export function TierPanel({ guestId }: { readonly guestId: string }) {
  const { t } = useTranslation('admin');
  const format = useFormat();
  const refresh = useRefresh([guestKeys.one(guestId)]);
  const benefitWords = useBenefitWords();
  const tier = useQuery(guestTierQuery(guestId));

  if (tier.isError) return <FailureNotice error={tier.error} retry={tier} />;
  if (tier.isPending) return <Loading />;
  const { code, byHand, keptUntil, counts, discountPpm, multiplierPpm, benefits } = tier.data;
  const gives = [
    ...(discountPpm > 0 ? [t('guestTier.discount', { share: format.share(discountPpm) })] : []),
    ...(multiplierPpm > ONCE ? [t('standing.earns', { times: format.number(multiplierPpm / ONCE) })] : []),
    // A published document was checked against the schema.
    ...(benefits as readonly Benefit[]).map(benefitWords),
  ];
  return (
    <Panel title={t('guestTier.title')} aside={<TierChip code={code} />}>
      <ul className={classes.said}>
        <li>{t('guestTier.counts', { spend: format.money(counts.spend), count: counts.visits })}</li>
        {keptUntil !== null && <li>{t('guestTier.keptUntil', { date: format.day(keptUntil) })}</li>}
        {byHand !== null && (
          <li>
            <ByHand {...byHand} />
          </li>
        )}
      </ul>
      <TierProgress tier={tier.data} />
      {gives.length > 0 && (
        <>
          <h3 className={classes.heading}>{t('standing.benefits')}</h3>
          <ul className={classes.benefits}>
            {gives.map((benefit) => (
              <li key={benefit}>{benefit}</li>
            ))}
          </ul>
        </>
      )}
      <Flex gap={8} wrap="wrap">
        <ThingActs
          thing={tier.data}
          refresh={refresh}
          acts={[
            {
              text: t('guestTier.set'),
              dialog: (_, onClose, onDone) => (
                <SetTier guestId={guestId} current={code} onClose={onClose} onDone={onDone} />
              ),
            },
            {
              of: endGuestTier,
              isAllowed: byHand !== null,
              params: () => ({ id: guestId }),
              text: t('guestTier.end'),
              look: 'quiet',
              send: () => null,
            },
          ]}
        />
      </Flex>
    </Panel>
  );
}

/** The person or campaign that gave the tier beside the rule, and to when. */
function ByHand({ tier, until, ruleTier: rule, campaign }: NonNullable<GuestTier['byHand']>) {
  const { t } = useTranslation('admin');
  const format = useFormat();
  if (until === null) return t('guestTier.byHand', { tier, rule });
  const date = format.day(until);
  return campaign === null
    ? t('guestTier.byHandUntil', { tier, rule, date })
    : t('guestTier.byCampaign', { tier, rule, date, campaign });
}
