import { Box, Button, Switch, Text } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from 'react-router';
import type { LetterItem, WeeklyLetter } from '../../../entities/analytics/analytics.api';
import { actOf, ask, keyOf } from '../../../shared/api/calls';
import { useChange } from '../../../shared/api/use-change';
import { useTranslation } from '../../../shared/i18n/use-translation';
import { Loading } from '../../../shared/ui/loading';
import { Notice } from '../../../shared/ui/notice';
import { FailureNotice, useProblemWords } from '../../../shared/ui/problem-notice';
import { useSpanWords } from '../../../entities/report/period-figures';
import { useAddress } from '../../../shared/described/use-address';
import analytics from '../analytics.module.css';
import { CountingNotice } from '../counting-notice';
import { FiguresPanel } from '../figures-panel';
import { pathInConsole } from '../../../entities/analytics/path-in-console';
import { useValueWords } from '../use-value-words';
import classes from './letter.module.css';
import { weekAfter, weekBefore } from './letter.rules';

const DATE = /^\d{4}-\d{2}-\d{2}$/;

/** The weekly letter as a page: changes of a week, their meaning, and where to look. */
export function LetterTab() {
  const { t } = useTranslation('admin');
  const { address, change } = useAddress();
  const asked = address.get('week') ?? '';
  const letter = useQuery(ask('/api/analytics/letter', { week: DATE.test(asked) ? asked : undefined }));
  if (letter.isError) return <FailureNotice error={letter.error} retry={letter} />;
  if (letter.isPending) return <Loading />;
  const { data } = letter;
  const choose = (week: string) => change({ week: week === data.lastWeek ? null : week }, { replace: true });
  return (
    <>
      <div className={`${classes.controls ?? ''} ${analytics.onScreen ?? ''}`}>
        <Button variant="default" size="sm" onClick={() => choose(weekBefore(data.from))}>
          {t('letter.earlier')}
        </Button>
        <Button
          variant="default"
          size="sm"
          disabled={data.from >= data.lastWeek}
          onClick={() => choose(weekAfter(data.from))}
        >
          {t('letter.later')}
        </Button>
        {data.isWanted !== null && <Wish isWanted={data.isWanted} />}
      </div>
      {!data.isCounted && <CountingNotice />}
      {data.items.length === 0 ? (
        <Notice title={t('letter.emptyTitle')} help={t('letter.emptyHelp')} />
      ) : (
        <Figures letter={data} />
      )}
    </>
  );
}

/** Whether the reader gets the letter by e-mail. */
function Wish({ isWanted }: { readonly isWanted: boolean }) {
  const { t } = useTranslation('admin');
  const words = useProblemWords();
  const queries = useQueryClient();
  const wish = useChange(actOf('PUT', '/api/analytics/letter'), () =>
    queries.invalidateQueries({ queryKey: keyOf('/api/analytics/letter') }),
  );
  return (
    <>
      <Switch
        flex="1 1 260px"
        label={t('letter.wish')}
        checked={isWanted}
        disabled={wish.isPending}
        onChange={({ currentTarget: { checked } }) => wish.mutate({ isWanted: checked })}
      />
      {wish.isSuccess && (
        <p className={classes.told} role="status">
          {wish.data.isWanted ? t('letter.wanted') : t('letter.unwanted')}
        </p>
      )}
      {wish.isError && <Notice tone="bad" {...words(wish.error)} />}
    </>
  );
}

function Figures({ letter }: { readonly letter: WeeklyLetter }) {
  const { t } = useTranslation('admin');
  const value = useValueWords();
  const spanWords = useSpanWords();
  const { items, from, to } = letter;
  const notable = items.filter(({ isNotable }) => isNotable);
  return (
    <>
      {notable.length === 0 && <Notice title={t('letter.quiet')} help={t('letter.quietHelp')} />}
      <FiguresPanel<LetterItem>
        title={t('letter.title', { span: spanWords(from, to) })}
        definition={t('letter.definition')}
        rows={items}
        rowKey={({ figure }) => figure}
        file={`letter-${from}`}
        columns={[
          {
            key: 'figure',
            title: t('letter.figure'),
            isText: true,
            cell: ({ figure, path }) => <Link to={pathInConsole(path)}>{t(`letter.figures.${figure}`)}</Link>,
            value: ({ figure }) => t(`letter.figures.${figure}`),
          },
          {
            key: 'now',
            title: t('letter.now'),
            cell: ({ kind, now }) => value.written(kind, now),
            value: ({ kind, now }) => value.raw(kind, now),
          },
          {
            key: 'before',
            title: t('letter.before'),
            cell: ({ kind, now, before }) => (
              <>
                {value.written(kind, before)}
                <span className={analytics.small}>{value.change(kind, now, before)}</span>
              </>
            ),
            value: ({ kind, before }) => value.raw(kind, before),
          },
          {
            key: 'yearAgo',
            title: t('letter.yearAgo'),
            cell: ({ kind, now, yearAgo }) => (
              <>
                {yearAgo === null ? '' : value.written(kind, yearAgo)}
                <span className={analytics.small}>{value.change(kind, now, yearAgo)}</span>
              </>
            ),
            value: ({ kind, yearAgo }) => value.raw(kind, yearAgo),
          },
        ]}
      >
        {notable.map((item) => (
          <Story key={item.figure} item={item} />
        ))}
      </FiguresPanel>
    </>
  );
}

/** A notable change in words, with bars of its weeks. */
function Story({ item: { kind, now, before, yearAgo, said, meaning, path } }: { readonly item: LetterItem }) {
  const { t } = useTranslation('admin');
  const most = Math.max(now, before, yearAgo ?? 0, 1);
  const bars = [
    ['now', now],
    ['before', before],
    ['yearAgo', yearAgo],
  ] as const;
  const value = useValueWords();
  return (
    <section className={classes.story}>
      <p className={analytics.said}>{said}</p>
      <div className={classes.bars} aria-hidden>
        {bars.map(
          ([name, of]) =>
            of !== null && (
              <div key={name} className={classes.line}>
                <Box component="span" c="dimmed">
                  {t(`letter.${name}`)}
                </Box>
                <span className={classes.track}>
                  <span
                    className={name === 'now' ? classes.bar : classes.past}
                    style={{ inlineSize: `${String((Math.max(0, of) * 100) / most)}%` }}
                  />
                </span>
                <Box component="span" ta="end">
                  {value.written(kind, of)}
                </Box>
              </div>
            ),
        )}
      </div>
      <Text lh={1.5}>
        {meaning} <Link to={pathInConsole(path)}>{t('letter.look')}</Link>
      </Text>
    </section>
  );
}
