import { Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { diffQuery, type Program, type ProgramDiff } from '../../../entities/program/program.api';
import { useTranslation } from '../../../shared/i18n/use-translation';
import { useNetwork } from '../../../shared/network/network';
import { Loading } from '../../../shared/ui/loading';
import { Notice } from '../../../shared/ui/notice';
import { Panel } from '../../../shared/ui/page';
import { FailureNotice } from '../../../shared/ui/problem-notice';
import { keptAt } from '../editor/use-draft';
import { useProgram } from '../version/program-context';
import classes from './changes.module.css';
import { ImpactPanel } from './impact-panel';
import { PublishPanel } from './publish-panel';

/** The changes for guests in this version, in words, and its publication. */
export function ChangesPage() {
  const { t, language } = useTranslation('admin');
  const { id: networkId } = useNetwork();
  const { program, mayManage } = useProgram();
  const { version, documentHash } = program;
  const diff = useQuery(diffQuery(program, language));
  if (diff.isError) return <FailureNotice error={diff.error} retry={diff} />;
  if (diff.isPending) return <Loading />;
  const isUnsaved = program.status === 'DRAFT' && localStorage.getItem(keptAt(networkId, version)) !== null;
  return (
    <>
      {isUnsaved && <p className={classes.unsaved}>{t('program.changes.unsaved')}</p>}
      <Differences diff={diff.data} />
      {program.status === 'DRAFT' && diff.data.against !== null && diff.data.items.length > 0 && (
        <ImpactPanel version={version} documentHash={documentHash} />
      )}
      {program.status === 'DRAFT' && <Warnings warnings={program.warnings} />}
      {mayManage && <PublishPanel key={`${program.status} ${program.publication?.status ?? ''}`} diff={diff.data} />}
    </>
  );
}

/** Possible mistakes that hinder no publication. */
function Warnings({ warnings }: Pick<Program, 'warnings'>) {
  const { t } = useTranslation('admin');
  if (warnings.length === 0) return null;
  return (
    <Panel title={t('program.warnings.title')}>
      <ul className={classes.changes}>
        {warnings.map(({ code, names }) => (
          <li key={code}>
            {t(`program.warnings.${code}`, { names: names.map((name) => t(`program.itemTypes.${name}`)).join(', ') })}
          </li>
        ))}
      </ul>
      <Text c="dimmed">{t('program.warnings.help')}</Text>
    </Panel>
  );
}

function Differences({ diff }: { readonly diff: ProgramDiff }) {
  const { t } = useTranslation('admin');
  const { against, items } = diff;
  if (against === null) return <Notice title={t('program.changes.firstTitle')} help={t('program.changes.firstHelp')} />;
  if (items.length === 0)
    return <Notice title={t('program.changes.noneTitle')} help={t('program.changes.noneHelp', { version: against })} />;
  const count = (direction: string) => items.filter((item) => item.direction === direction).length;
  return (
    <Panel
      title={t('program.changes.title', { version: against })}
      aside={
        <Text c="dimmed">
          {t('program.changes.summary', {
            gives: t('program.changes.gives', { count: count('GIVES') }),
            takes: t('program.changes.takes', { count: count('TAKES') }),
          })}
        </Text>
      }
    >
      <ul className={classes.changes}>
        {items.map(({ key, text, direction }) => (
          <li key={key} data-direction={direction}>
            <span className={classes.mark}>{t(`program.changes.direction.${direction}`)}</span>
            <span>{text}</span>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
