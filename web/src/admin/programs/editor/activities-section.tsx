import { Box, Button, Flex, Stack } from '@mantine/core';
import { IconPlus } from '../../../shared/icons/icon-plus';
import type { ProgramDocument } from '../../../entities/program/program.api';
import { useTranslation } from '../../../shared/i18n/use-translation';
import { Help, Panel } from '../../../shared/ui/page';
import classes from './editor.module.css';
import { CountsField } from './counts-field';
import { Switched } from '../../../shared/document/switched';
import { PointsDays } from './points-days';
import { ReferralFields } from './referral-fields';
import { useList, useValue } from '../../../shared/document/document-context';
import { Field } from '../../../shared/document/field';
import { RemoveButton } from './remove-button';

type Activity = ProgramDocument['activities']['reported'][number];

const OWN = ['registration', 'firstSale', 'birthday'] as const;
const PERIODS = ['perDay', 'perWeek', 'perGuest'] as const;
const POINTS = 100;
const REPORTED = ['activities', 'reported'] as const;

/** Points for activities other than purchases. */
export function ActivitiesSection() {
  const { t } = useTranslation('admin');
  const { items, add, removeAt } = useList<Activity>(REPORTED);
  return (
    <Panel title={t('program.activities.title')}>
      <Stack gap={10}>
        {OWN.map((activity) => (
          <Switched
            key={activity}
            path={['activities', activity]}
            label={t(`program.activities.${activity}`)}
            initial={{ points: POINTS }}
            isLine
          >
            <Field
              path={['activities', activity, 'points']}
              label={t('program.activities.pointsFor', { activity: t(`program.activities.${activity}`) })}
              suffix={t('program.activities.points')}
              width={150}
              isInline
            />
            <PointsDays path={['activities', activity]} activity={t(`program.activities.${activity}`)} />
          </Switched>
        ))}
      </Stack>
      <Box mt={12}>
        <Field
          path={['activities', 'birthdayKnownDays']}
          label={t('program.activities.birthdayKnown')}
          none={t('program.activities.birthdayAtOnce')}
          width={240}
        />
        <Help>{t('program.activities.birthdayHelp')}</Help>
      </Box>
      <ReferralFields />
      {items.length > 0 && <Reported items={items} onRemove={removeAt} />}
      <Flex gap={8} wrap="wrap" mt={12}>
        <Button
          variant="default"
          leftSection={<IconPlus size={18} aria-hidden />}
          onClick={() =>
            add({
              code: `activity${String(items.length + 1)}`,
              points: POINTS,
              times: { perDay: null, perWeek: null, perGuest: null },
            })
          }
        >
          {t('program.activities.add')}
        </Button>
      </Flex>
      <Help>{t('program.activities.help')}</Help>
    </Panel>
  );
}

interface ReportedProps {
  readonly items: readonly Activity[];
  readonly onRemove: (index: number) => void;
}

/** The activities that others report, a line each. */
function Reported({ items, onRemove }: ReportedProps) {
  const { t } = useTranslation('admin');
  const counters = useValue<ProgramDocument['tierCounters']>(['tierCounters']).map(({ code }) => code);
  const withCounters = counters.length > 0 || items.some(({ counts }) => counts !== undefined);
  const columns = [
    {
      title: t('program.activities.code'),
      cell: (index: number) => (
        <Field path={[...REPORTED, index, 'code']} label={t('program.activities.code')} isInline />
      ),
    },
    {
      title: t('program.activities.gives'),
      cell: (index: number, activity: string) => (
        <Field path={[...REPORTED, index, 'points']} label={t('program.activities.pointsFor', { activity })} isInline />
      ),
    },
    {
      title: t('program.activities.validity'),
      cell: (index: number, activity: string) => <PointsDays path={[...REPORTED, index]} activity={activity} />,
    },
    ...PERIODS.map((name) => {
      const period = t(`program.activities.times.${name}`);
      return {
        title: period,
        cell: (index: number, activity: string) => (
          <Field
            path={[...REPORTED, index, 'times', name]}
            label={t('program.activities.timesOf', { activity, period })}
            none={t('program.caps.none')}
            isInline
          />
        ),
      };
    }),
    ...(withCounters
      ? [
          {
            title: t('program.activities.counts'),
            cell: (index: number, activity: string) => (
              <CountsField path={[...REPORTED, index, 'counts']} activity={activity} counters={counters} />
            ),
          },
        ]
      : []),
  ];
  return (
    <div className={classes.wide} role="region" tabIndex={0} aria-label={t('program.activities.reported')}>
      <table className={classes.table}>
        <thead>
          <tr>
            {columns.map(({ title }) => (
              <th key={title} scope="col">
                {title}
              </th>
            ))}
            <th scope="col">
              <span className="visually-hidden">{t('program.remove')}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {items.map(({ code }, index) => (
            <tr key={index}>
              {columns.map(({ title, cell }) => (
                <td key={title} data-label={title}>
                  {cell(index, code)}
                </td>
              ))}
              <td className={classes.end}>
                <RemoveButton
                  label={t('program.activities.remove', { activity: code })}
                  onClick={() => onRemove(index)}
                />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
