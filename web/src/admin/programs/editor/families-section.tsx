import { useTranslation } from '../../../shared/i18n/use-translation';
import { Help, Panel } from '../../../shared/ui/page';
import { figureOf } from '../../../shared/format/decimal';
import { useValue } from '../../../shared/document/document-context';
import classes from './editor.module.css';
import { Field } from '../../../shared/document/field';
import { Sentence } from './sentence';
import { Switched } from '../../../shared/document/switched';

const POOL = { perDay: 1_000, perMonth: 5_000, pointsCoolFor: 1, membersCoolFor: 1 };
const POINTS = ['perDay', 'perMonth'] as const;
const DAYS = ['pointsCoolFor', 'membersCoolFor'] as const;

/** Whether guests may be one family, how large, and how far its members spend one another's points. */
export function FamiliesSection() {
  const { t } = useTranslation('admin');
  const path = ['families'] as const;
  const pool = [...path, 'pool'];
  const members = useValue<number | string | undefined>([...path, 'mostMembers']);
  return (
    <Panel title={t('program.families.title')}>
      <Switched path={path} label={t('program.families.allowed')} initial={{ mostMembers: 5, pool: POOL }} isOptional>
        <Sentence
          text={(places) => t('program.families.seats', { ...places, count: figureOf(members) })}
          slots={{
            members: (
              <Field path={[...path, 'mostMembers']} label={t('program.families.mostMembers')} width={80} isInline />
            ),
          }}
        />
        <Switched path={pool} label={t('program.families.pooled')} initial={POOL}>
          <div className={classes.grid}>
            {[...POINTS, ...DAYS].map((member) => (
              <Field
                key={member}
                path={[...pool, member]}
                label={t(`program.families.pool.${member}`)}
                suffix={
                  member === 'perDay' || member === 'perMonth'
                    ? t('program.activities.points')
                    : t('program.families.days')
                }
              />
            ))}
          </div>
        </Switched>
        <Help>{t('program.families.childHelp')}</Help>
      </Switched>
    </Panel>
  );
}
