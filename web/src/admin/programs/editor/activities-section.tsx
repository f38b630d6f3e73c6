import { Box, Button, Flex, Stack } from '@mantine/core';
import { IconPlus } from '../../../shared/icons/icon-plus';
import type { ProgramDocument } from '../../../entities/program/program.api';
import { useTranslation } from '../../../shared/i18n/use-translation';
import { Help, Panel } from '../../../shared/ui/page';
import classes from './editor.module.css';
import { CountsField } from './counts-field';
import { Switched } from './switched';
import { PointsDays } from './points-days';
import { ReferralFields } from './referral-fields';
import { useList, useValue } from './draft-context';
import { TextField, WholeField } from './fields';
import { RemoveButton } from './remove-button';

type Reported = ProgramDocument['activities']['reported'][number];

const OWN = ['registration', 'firstSale', 'birthday'] as const;
const PERIODS = ['perDay', 'perWeek', 'perGuest'] as const;
const POINTS = 100;

/** Points for activities other than purchases. */
export function ActivitiesSection() {
  const { t } = useTranslation('admin');
  const path = ['activities', 'reported'] as const;
  const { items, add, removeAt } = useList<Reported>(path);
  const counters = useValue<ProgramDocument['tierCounters']>(['tierCounters']).map(({ code }) => code);
  const withCounters = counters.length > 0 || items.some(({ counts }) => counts !== undefined);
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
            <WholeField
              path={['activities', activity, 'points']}
              label={t('program.activities.pointsFor', { activity: t(`program.activities.${activity}`) })}
              suffix={t('program.activities.points')}
              width={150}
            />
            <PointsDays path={['activities', activity]} activity={t(`program.activities.${activity}`)} />
          </Switched>
        ))}
      </Stack>
      <Box mt={12}>
        <WholeField
          path={['activities', 'birthdayKnownDays']}
          label={t('program.activities.birthdayKnown')}
          placeholder={t('program.activities.birthdayAtOnce')}
          isOptional
          isNamed
          width={240}
        />
        <Help>{t('program.activities.birthdayHelp')}</Help>
      </Box>
      <ReferralFields />
      {items.length > 0 && (
        <div className={classes.wide} role="region" tabIndex={0} aria-label={t('program.activities.reported')}>
          <table className={classes.table}>
            <thead>
              <tr>
                <th scope="col">{t('program.activities.code')}</th>
                <th scope="col">{t('program.activities.gives')}</th>
                <th scope="col">{t('program.activities.validity')}</th>
                {PERIODS.map((period) => (
                  <th key={period} scope="col">
                    {t(`program.activities.times.${period}`)}
                  </th>
                ))}
                {withCounters && <th scope="col">{t('program.activities.counts')}</th>}
                <th scope="col">
                  <span className="visually-hidden">{t('program.remove')}</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {items.map(({ code }, index) => (
                <tr key={index}>
                  <td data-label={t('program.activities.code')}>
                    <TextField path={[...path, index, 'code']} label={t('program.activities.code')} />
                  </td>
                  <td data-label={t('program.activities.gives')}>
                    <WholeField
                      path={[...path, index, 'points']}
                      label={t('program.activities.pointsFor', { activity: code })}
                    />
                  </td>
                  <td data-label={t('program.activities.validity')}>
                    <PointsDays path={[...path, index]} activity={code} />
                  </td>
                  {PERIODS.map((period) => (
                    <td key={period} data-label={t(`program.activities.times.${period}`)}>
                      <WholeField
                        path={[...path, index, 'times', period]}
                        label={t('program.activities.timesOf', {
                          activity: code,
                          period: t(`program.activities.times.${period}`),
                        })}
                        placeholder={t('program.caps.none')}
                        nullable
                      />
                    </td>
                  ))}
                  {withCounters && (
                    <td data-label={t('program.activities.counts')}>
                      <CountsField path={[...path, index, 'counts']} activity={code} counters={counters} />
                    </td>
                  )}
                  <td className={classes.end}>
                    <RemoveButton
                      label={t('program.activities.remove', { activity: code })}
                      onClick={() => removeAt(index)}
                    />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
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
