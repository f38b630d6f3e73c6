import { figureOf } from '../../../shared/format/decimal';
import { useTranslation } from '../../../shared/i18n/use-translation';
import { useValue } from '../../../shared/document/document-context';
import classes from './editor.module.css';
import { Field } from '../../../shared/document/field';
import { PointsDays } from './points-days';
import { Sentence } from './sentence';
import { Help } from '../../../shared/ui/page';
import { Switched } from '../../../shared/document/switched';

const INITIAL = { referrerPoints: 500, friendPoints: 200, times: { perMonth: 10, perGuest: null } };
const TIMES = ['perMonth', 'perGuest'] as const;

/** Points for a guest who brings a friend, and for the friend. */
export function ReferralFields() {
  const { t } = useTranslation('admin');
  const path = ['activities', 'referral'] as const;
  const points = useValue<number | string | undefined>([...path, 'referrerPoints']);
  const figure = (member: 'referrerPoints' | 'friendPoints') => (
    <Field path={[...path, member]} label={t(`program.activities.referral.${member}`)} width={110} isInline />
  );
  return (
    <Switched path={path} label={t('program.activities.referral.referral')} initial={INITIAL} isOptional>
      <Sentence
        text={(places) => t('program.activities.referral.points', { ...places, count: figureOf(points) })}
        slots={{ referrer: figure('referrerPoints'), friend: figure('friendPoints') }}
      />
      <div className={classes.grid}>
        {TIMES.map((period) => (
          <Field
            key={period}
            path={[...path, 'times', period]}
            label={t(`program.activities.referral.${period}`)}
            none={t('program.caps.none')}
          />
        ))}
        <Field
          path={[...path, 'leastSale']}
          label={t('program.activities.referral.leastSale')}
          none={t('program.activities.referral.any')}
        />
        <Field
          path={[...path, 'withinDays']}
          label={t('program.activities.referral.withinDays')}
          none={t('program.activities.referral.noEnd')}
        />
      </div>
      <PointsDays path={path} activity={t('program.activities.referral.title')} />
      <Help>{t('program.activities.referral.help')}</Help>
    </Switched>
  );
}
