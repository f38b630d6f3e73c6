import { Button, Flex, Skeleton } from '@mantine/core';
import { useQueries } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'react-router';
import { campaignName } from '../../../entities/campaign/campaign.api';
import { ask } from '../../../shared/api/calls';
import { useFormat } from '../../../shared/format/use-format';
import { dayBefore, localTime, todayIn } from '../../../shared/format/zone';
import { useTranslation } from '../../../shared/i18n/use-translation';
import { useNetwork } from '../../../shared/network/network';
import { Help, Panel } from '../../../shared/ui/page';
import { FailureNotice } from '../../../shared/ui/problem-notice';
import { fadeAtEdges } from '../../../shared/ui/scroll-edges';
import classes from './campaign-calendar.module.css';
import { type Lane, lanesOf, MONTHS, monthAfter, placeOf } from './calendar-strip.rules';

const percent = (share: number) => `${String(share * 100)}%`;
/** A name begins at most so far right, so that its end stays on the strip. */
const NAME_AT_MOST = 0.7;
const WAITING_LANES = [1, 2, 3];

/** Three months with a bar for each campaign; a bar leads to its campaign. */
export function CampaignCalendar() {
  const { t } = useTranslation('admin');
  const format = useFormat();
  const { timeZone } = useNetwork();
  const today = todayIn(timeZone);
  const [from, setFrom] = useState(() => monthAfter(today, 0));
  const to = monthAfter(from, MONTHS);
  const months = Array.from({ length: MONTHS }, (_, index) => monthAfter(from, index));
  // An answer for each month: a step to the next month asks for one, and none is cut at its greatest length.
  const answers = useQueries({
    queries: months.map((month) =>
      ask('/api/campaigns/calendar', { from: month, to: dayBefore(monthAfter(month, 1)) }),
    ),
  });
  const failed = answers.find(({ isError }) => isError);
  const items = answers.flatMap(({ data }) => data?.items ?? []);
  const lanes = answers.every(({ isSuccess }) => isSuccess)
    ? lanesOf(items, from, to, (at) => localTime(at, timeZone))
    : undefined;
  const isNow = from <= today && today < to;
  return (
    <Panel
      title={t('campaigns.calendar.title')}
      aside={
        <Flex component="span" gap={8} wrap="wrap">
          <Button variant="default" size="sm" onClick={() => setFrom(monthAfter(from, -1))}>
            {t('campaigns.calendar.earlier')}
          </Button>
          <Button variant="default" size="sm" onClick={() => setFrom(monthAfter(from, 1))}>
            {t('campaigns.calendar.later')}
          </Button>
        </Flex>
      }
    >
      {failed !== undefined && <FailureNotice error={failed.error} retry={failed} />}
      <div
        ref={fadeAtEdges}
        className={classes.scroll}
        tabIndex={0}
        role="region"
        aria-label={t('campaigns.calendar.months')}
      >
        <div className={classes.strip}>
          <div className={classes.months} aria-hidden>
            {months.map((month) => (
              <span key={month} style={{ left: percent(placeOf(`${month}T00:00`, from, to)) }}>
                {format.wholeMonth(month.slice(0, 'yyyy-mm'.length))}
              </span>
            ))}
          </div>
          <div className={classes.lines} aria-hidden>
            {months.map((month) => (
              <span key={month} style={{ left: percent(placeOf(`${month}T00:00`, from, to)) }} />
            ))}
            {isNow && (
              <span className={classes.today} style={{ left: percent(placeOf(`${today}T12:00`, from, to)) }}>
                {t('campaigns.calendar.today')}
              </span>
            )}
          </div>
          {lanes === undefined ? (
            failed === undefined && WAITING_LANES.map((lane) => <Skeleton key={lane} height={20} mt={20} />)
          ) : (
            <ul className={classes.lanes}>
              {lanes.map((lane) => (
                <LaneOfCampaign key={lane.campaignId} lane={lane} />
              ))}
            </ul>
          )}
        </div>
      </div>
      {lanes?.length === 0 && <Help>{t('campaigns.calendar.empty')}</Help>}
    </Panel>
  );
}

function LaneOfCampaign({ lane: { campaignId, name, state, whole, pieces } }: { readonly lane: Lane }) {
  const { t, language } = useTranslation('admin');
  const title = campaignName({ name }, language);
  return (
    <li>
      <Link className={classes.lane} to={`/campaigns/${campaignId}`} data-state={state}>
        <span className={classes.name} style={{ marginInlineStart: percent(Math.min(whole.from, NAME_AT_MOST)) }}>
          {title}
          <span className="visually-hidden">, {t(`campaigns.state.${state}`)}</span>
        </span>
        <span className={classes.track} aria-hidden>
          <span
            className={classes.whole}
            style={{ left: percent(whole.from), width: percent(whole.to - whole.from) }}
          />
          {pieces.map(({ from, to }) => (
            <span key={from} className={classes.piece} style={{ left: percent(from), width: percent(to - from) }} />
          ))}
        </span>
      </Link>
    </li>
  );
}
