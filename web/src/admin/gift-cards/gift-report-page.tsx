import { Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { GiftDays, GiftReport } from '../../entities/gift-card/gift-card.api';
import { useRestaurantNames } from '../../entities/restaurant/use-restaurant-names';
import { useMay } from '../../entities/session/use-may-manage';
import { ask, fileOf } from '../../shared/api/calls';
import { ThingActs } from '../../shared/described/row-acts';
import { useFormat } from '../../shared/format/use-format';
import { todayIn } from '../../shared/format/zone';
import { useTranslation } from '../../shared/i18n/use-translation';
import { useNetwork } from '../../shared/network/network';
import { DataTable } from '../../shared/ui/data-table';
import { Loading } from '../../shared/ui/loading';
import { Notice } from '../../shared/ui/notice';
import { BackLink, Figures, PageHead, Panel } from '../../shared/ui/page';
import { FailureNotice } from '../../shared/ui/problem-notice';
import { DateRangeField } from '../../shared/ui/dates/date-range-field';
import { useAddress } from '../../shared/described/use-address';
import { daysOf, isFitPeriod } from './gift-days.rules';
import classes from './gift-cards.module.css';

/** Money of gift cards in a period: paid in, spent, and owed at its end. The period is in the address. */
export function GiftReportPage() {
  const { t } = useTranslation('admin');
  const mayRead = useMay()('reports.read');
  return (
    <>
      <BackLink to="/gift-cards">{t('giftCards.all')}</BackLink>
      <PageHead title={t('giftCards.reportTitle')} sub={t('giftCards.reportSub')} />
      {mayRead ? <Report /> : <Notice title={t('giftCards.readOnlyTitle')} help={t('giftCards.readOnlyHelp')} />}
    </>
  );
}

function Report() {
  const { t } = useTranslation('admin');
  const { timeZone } = useNetwork();
  const { address, change } = useAddress();
  const days = daysOf(address.get('from'), address.get('to'), todayIn(timeZone));
  const isFit = isFitPeriod(days);
  const report = useQuery({ ...ask('/api/gift-cards/report', { ...days }), enabled: isFit });
  return (
    <>
      <div className={classes.row} role="group" aria-label={t('giftCards.period')}>
        <DateRangeField
          label={t('reports.dates')}
          from={days.from}
          to={days.to}
          onChange={(from, to) => change({ from, to }, { replace: true })}
        />
        <ThingActs
          thing={days}
          acts={[
            {
              text: t('giftCards.reportFile'),
              isShown: isFitPeriod,
              file: ({ from, to }) => [
                `gift-cards-${from}-${to}.csv`,
                fileOf('/api/gift-cards/report/file', { from, to }),
              ],
            },
          ]}
        />
      </div>
      {!isFit && <Text role="alert">{t('giftCards.periodWrong')}</Text>}
      {isFit && report.isError && <FailureNotice error={report.error} retry={report} />}
      {isFit && report.isPending && <Loading />}
      {isFit && report.isSuccess && <Money days={days} report={report.data} />}
    </>
  );
}

interface MoneyProps {
  readonly days: GiftDays;
  readonly report: GiftReport;
}

function Money({ days: { to }, report: { owed, cards, total, days } }: MoneyProps) {
  const { t } = useTranslation('admin');
  const restaurantOf = useRestaurantNames(t('giftCards.ofNetwork'));
  const format = useFormat();
  return (
    <>
      <section aria-label={t('giftCards.reportTitle')}>
        <Figures
          areLong
          figures={[
            {
              label: t('giftCards.owed'),
              value: format.money(owed),
              compared: t('giftCards.owedHelp', { day: format.day(to) }),
            },
            { label: t('giftCards.soldMoney'), value: format.money(total.sold) },
            { label: t('giftCards.spent'), value: format.money(total.spent) },
            { label: t('giftCards.refunded'), value: format.money(total.refunded) },
            { label: t('giftCards.corrected'), value: format.money(total.corrected) },
            { label: t('giftCards.endedMoney'), value: format.money(total.ended) },
            { label: t('giftCards.cardsNow'), value: format.number(cards) },
          ]}
        />
      </section>
      <Panel title={t('giftCards.days')}>
        <DataTable
          caption={t('analytics.table', { title: t('giftCards.days') })}
          rows={days}
          rowKey={({ date, restaurantId }) => `${date} ${restaurantId ?? ''}`}
          empty={<Notice title={t('giftCards.noDaysTitle')} help={t('giftCards.noDaysHelp')} />}
          columns={[
            { of: 'date', title: t('giftCards.day'), as: 'day', isName: true },
            { title: t('giftCards.restaurant'), cell: ({ restaurantId }) => restaurantOf(restaurantId) },
            { of: 'sold', title: t('giftCards.soldMoney'), as: 'money' },
            { of: 'spent', title: t('giftCards.spent'), as: 'money' },
            { of: 'refunded', title: t('giftCards.refunded'), as: 'money', isAside: true },
            { of: 'corrected', title: t('giftCards.corrected'), as: 'money', isAside: true },
            { of: 'ended', title: t('giftCards.endedMoney'), as: 'money', isAside: true },
          ]}
        />
      </Panel>
    </>
  );
}
