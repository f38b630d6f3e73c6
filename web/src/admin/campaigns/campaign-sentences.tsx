import { Box } from '@mantine/core';
import type { Campaign, CampaignDraft } from '../../entities/campaign/campaign.api';
import { gainArguments } from '../../entities/campaign/gains';
import { type GoodsPart, type MoneyOff, moneyOffArguments } from '../../entities/campaign/money-off';
import { useRestaurants } from '../../entities/restaurant/restaurant.api';
import { useSegmentNames } from '../../entities/segment/use-segments';
import { useFormat } from '../../shared/format/use-format';
import { useSpoken } from '../../shared/i18n/spoken';
import { useTranslation } from '../../shared/i18n/use-translation';
import { payoutSentence } from './document/payouts.rules';
import { taskSentence } from './document/tasks.rules';

const ISO_DATE = 'yyyy-mm-dd'.length;
const PPM_OF_PERCENT = 10_000;

type Variant = NonNullable<CampaignDraft['variants']>[number];

interface CampaignSentencesProps {
  readonly document: CampaignDraft | Campaign['document'];
  /** In words; undefined: none, or they have mistakes. */
  readonly conditions: string | undefined;
}

/** Describes the campaign in sentences. */
export function CampaignSentences(props: CampaignSentencesProps) {
  const sentences = useSentences(props);
  return (
    <Box component="ul" m={0} pl={20} lh={1.55}>
      {sentences.map((sentence) => (
        <li key={sentence}>{sentence}</li>
      ))}
    </Box>
  );
}

function useSentences({ document, conditions }: CampaignSentencesProps): string[] {
  const { t } = useTranslation('admin');
  const spoken = useSpoken();
  const format = useFormat();
  const {
    audience,
    join,
    where,
    schedule,
    offer,
    challenge,
    moneyOff,
    caps,
    budgets,
    onShortBudget,
    control,
    announcement,
  } = document;
  const segmentName = useSegmentNames(audience.segments.length > 0);
  const placesOfPoints = document.spendableIn?.restaurantIds ?? [];
  const categoriesOfPoints = document.spendableIn?.categories ?? [];
  const restaurants = useRestaurants(
    where.restaurantIds.length + placesOfPoints.length > 0 || budgets.some(({ restaurantId }) => restaurantId !== null),
  );
  const nameOf = (id: string) => restaurants.data?.find((restaurant) => restaurant.id === id)?.name ?? '…';
  const names = where.restaurantIds.map(nameOf);
  const list = (values: readonly string[]) =>
    new Intl.ListFormat(format.locale, { type: 'disjunction' }).format(values);
  const at = (local: string) =>
    local === '' ? '…' : `${format.day(local.slice(0, ISO_DATE))}, ${local.slice(ISO_DATE + 1)}`;
  return [
    audience.segments.length + audience.tiers.length === 0
      ? t('campaigns.say.everybody')
      : t('campaigns.say.audience', { names: list([...audience.segments.map(segmentName), ...audience.tiers]) }),
    ...(join === 'JOINED' ? [t('campaigns.say.joined')] : []),
    ...(names.length === 0 ? [] : [t('campaigns.say.where', { names: list(names) })]),
    ...(offer === null ? [] : [offerSentence(offer)]),
    ...(moneyOff === undefined ? [] : [moneyOffSentence(moneyOff), t('campaigns.moneyOffOrder')]),
    ...(document.leastToPay === undefined
      ? []
      : [t('campaigns.say.leastToPay', { amount: format.money(document.leastToPay) })]),
    ...(conditions === undefined ? [] : [t('campaigns.say.conditions', { conditions })]),
    ...(challenge === null ? [] : [challengeSentence(challenge)]),
    ...(document.validity === undefined ? [] : validitySentences(document.validity)),
    ...(placesOfPoints.length === 0
      ? []
      : [t('campaigns.say.spendableIn', { names: list(placesOfPoints.map(nameOf)) })]),
    ...(categoriesOfPoints.length === 0 ? [] : [t('campaigns.say.spendableOn', { names: list(categoriesOfPoints) })]),
    ...(schedule.endsAt === null
      ? [t('campaigns.say.fromOn', { from: at(schedule.startsAt) })]
      : [t('campaigns.say.fromTo', { from: at(schedule.startsAt), to: at(schedule.endsAt) })]),
    ...(schedule.recurrence === null ? [] : [recurrenceSentence(schedule.recurrence)]),
    ...(schedule.exceptions.length === 0
      ? []
      : [t('campaigns.say.except', { days: schedule.exceptions.map((day) => format.day(day)).join(', ') })]),
    ...(moneyOff === undefined
      ? caps?.perGuest == null
        ? []
        : [t('campaigns.say.perGuest', { count: caps.perGuest })]
      : moneyCapSentences()),
    ...(caps?.uses == null ? [] : [t('campaigns.say.uses', { count: caps.uses })]),
    ...budgets.map(budgetSentence),
    ...(budgets.length === 0 || (offer === null && moneyOff === undefined)
      ? []
      : [t(`campaigns.say.short.${onShortBudget}`)]),
    control === null
      ? t('campaigns.say.noControl')
      : t('campaigns.say.control', { percent: format.number(control.sharePpm / PPM_OF_PERCENT) }),
    ...railSentences(),
    ...(document.variants === undefined ? [] : document.variants.map(variantSentence)),
    announcement === null ? t('campaigns.say.silent') : t('campaigns.say.told'),
  ];

  function budgetSentence({ unit, restaurantId, limit }: CampaignDraft['budgets'][number]): string {
    const budget =
      unit === 'MONEY'
        ? t(`campaigns.say.budget.${moneyOff === undefined ? 'MONEY' : 'OFF'}`, { limit: format.money(limit) })
        : t(`campaigns.say.budget.${unit}`, { count: limit });
    return restaurantId === null ? budget : t('campaigns.say.budgetAt', { place: nameOf(restaurantId), budget });
  }

  function railSentences(): string[] {
    const { stopBelow = null, shrinkAbove = null, visitCost = null } = document.rails ?? {};
    return [
      ...(stopBelow === null ? [] : [t('campaigns.say.railStop', { guests: stopBelow.guests })]),
      ...(shrinkAbove === null
        ? []
        : [
            t('campaigns.say.railShrink', {
              guests: shrinkAbove.guests,
              percent: format.number(shrinkAbove.sharePpm / PPM_OF_PERCENT),
            }),
          ]),
      ...(visitCost === null
        ? []
        : [t('campaigns.say.railCost', { cost: format.money(visitCost.atMost), visits: visitCost.visits })]),
    ];
  }

  function moneyCapSentences(): string[] {
    return (['perSale', 'perDay', 'perWeek', 'perGuest'] as const).flatMap((period) => {
      const cap = caps?.[period] ?? null;
      return cap === null ? [] : [t(`campaigns.say.off.${period}`, { cap: format.money(cap) })];
    });
  }

  function validitySentences({ from, until }: NonNullable<CampaignDraft['validity']>): string[] {
    const day = (time: NonNullable<typeof from>, key: 'validFrom' | 'validUntil') =>
      'days' in time
        ? t(`campaigns.say.${key}Days`, { count: time.days })
        : t(`campaigns.say.${key}Date`, { day: format.day(time.date) });
    return [...(from === null ? [] : [day(from, 'validFrom')]), day(until, 'validUntil')];
  }

  function variantSentence({ id, sharePpm, offer: own, announcement: message }: Variant): string {
    const differs = [
      ...(own === null ? [] : [offerSentence(own)]),
      ...(message === null ? [] : [t('campaigns.say.ownMessage')]),
    ];
    const text = differs.length === 0 ? t('campaigns.say.sameAsAll') : differs.join(' ');
    return t('campaigns.say.variant', { id, percent: format.number(sharePpm / PPM_OF_PERCENT), text });
  }

  function offerSentence(given: NonNullable<CampaignDraft['offer']>): string {
    return t(`campaigns.say.offer.${given.kind}`, gainArguments(given, format));
  }

  function moneyOffSentence(given: MoneyOff): string {
    const goods = ({ categories, skus }: GoodsPart) => [...categories, ...skus].join(', ');
    return t(`campaigns.say.moneyOff.${given.kind}`, moneyOffArguments(given, format, goods));
  }

  function challengeSentence({ tasks, payouts, steps = [] }: NonNullable<CampaignDraft['challenge']>): string {
    const done = tasks.map((task) => taskSentence(task, { t, format }));
    const paid = payouts.map((payout) => payoutSentence(payout, { t, format, spoken }));
    const all = new Intl.ListFormat(format.locale, { type: 'conjunction' });
    const onTheWay = steps.map(({ sharePpm, points }) =>
      t('campaigns.say.step', { count: points, percent: format.number(sharePpm / PPM_OF_PERCENT) }),
    );
    return [t('campaigns.say.challenge', { tasks: all.format(done), payouts: all.format(paid) }), ...onTheWay].join(
      ' ',
    );
  }

  function recurrenceSentence(recurrence: NonNullable<CampaignDraft['schedule']['recurrence']>): string {
    const { from, to, days } = recurrence;
    const day = (value: number) => t(`program.conditions.weekdays.d${String(value) as '1'}`);
    const on =
      recurrence.by === 'WEEK'
        ? t('campaigns.say.week', { days: recurrence.weekdays.map(day).join(', ') })
        : recurrence.by === 'MONTH_DAY'
          ? t('campaigns.say.monthDay', { day: recurrence.day })
          : t('campaigns.say.monthWeekday', {
              nth: t(`campaigns.nth.n${String(recurrence.nth).replace('-', 'last') as '1'}`),
              day: day(recurrence.weekday),
            });
    return t('campaigns.say.hours', { on, from, to, count: days });
  }
}
