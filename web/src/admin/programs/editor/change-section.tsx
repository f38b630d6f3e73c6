import { useTranslation } from '../../../shared/i18n/use-translation';
import { Help, Panel } from '../../../shared/ui/page';
import classes from './editor.module.css';
import { Field } from '../../../shared/document/field';
import { Switched } from '../../../shared/document/switched';

const PATH = ['noRegret'] as const;
const FIRST = { days: 30, budget: 10_000_000 };

/** The part of the editor for the no-regret change: how long, and how much the better of two versions may cost. */
export function ChangeSection() {
  const { t } = useTranslation('admin');
  return (
    <Panel title={t('program.change.title')}>
      <Switched path={PATH} label={t('program.change.has')} initial={FIRST} isOptional>
        <div className={classes.grid}>
          <Field path={[...PATH, 'days']} label={t('program.change.days')} />
          <Field path={[...PATH, 'budget']} label={t('program.change.budget')} />
        </div>
        <Help>{t('program.change.help')}</Help>
      </Switched>
    </Panel>
  );
}
