import { Button } from '@mantine/core';
import { Link } from 'react-router';
import type { AuditEntry } from '../../entities/audit/audit.api';
import { useFormat } from '../../shared/format/use-format';
import { useTranslation } from '../../shared/i18n/use-translation';
import { SideSheet } from '../../shared/ui/dialog';
import { Facts } from '../../shared/ui/facts';
import classes from './audit.module.css';
import { SubjectLink } from './subject-link';
import { useAuditWords } from './use-audit-words';

interface EntrySheetProps {
  readonly entry: AuditEntry;
  readonly onClose: () => void;
}

/** All that the audit has about one act: from where it came, and each changed field before and after. */
export function EntrySheet({ entry, onClose }: EntrySheetProps) {
  const { t } = useTranslation('admin');
  const format = useFormat();
  const say = useAuditWords();
  const changes = say.changes(entry);
  const facts = [
    [t('audit.at'), format.dateTime(entry.recordedAt)],
    [t('audit.person'), say.actor(entry)],
    [t('audit.device'), entry.device],
    [t('audit.address'), entry.address],
    [t('audit.request'), entry.requestId],
    [t('audit.code'), entry.action],
    [t('audit.kind'), <SubjectLink key={entry.id} entry={entry} />],
  ] as const;
  return (
    <SideSheet title={say.action(entry.action)} size="lg" onClose={onClose}>
      <Facts facts={facts} isPlain />
      {changes.length === 0 ? (
        <p className={classes.soft}>{t('audit.noChanges')}</p>
      ) : (
        <table className={classes.changes}>
          <caption>{t('audit.changes')}</caption>
          <thead>
            <tr>
              <th scope="col">{t('audit.fieldName')}</th>
              <th scope="col">{t('audit.before')}</th>
              <th scope="col">{t('audit.after')}</th>
            </tr>
          </thead>
          <tbody>
            {changes.map(({ label, before, after }) => (
              <tr key={label}>
                <th scope="row">{label}</th>
                <td>{before}</td>
                <td>{after}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {entry.subjectId !== null && (
        <Button
          variant="default"
          component={Link}
          to={`/audit?entries=all&object=${encodeURIComponent(entry.subjectId)}`}
          onClick={onClose}
        >
          {t('audit.sameObject')}
        </Button>
      )}
    </SideSheet>
  );
}
