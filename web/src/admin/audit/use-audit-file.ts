import { useMutation } from '@tanstack/react-query';
import { MOST_EXPORTED, readAudit, type WhichEntries } from '../../entities/audit/audit.api';
import { saveFile } from '../../shared/api/save-file';
import { csvOf } from '../../shared/format/csv';
import { useTranslation } from '../../shared/i18n/use-translation';
import { useAuditWords } from './use-audit-words';

/** The chosen entries as a file for spreadsheets; its last line says when there are more. */
export function useAuditFile(which: WhichEntries) {
  const { t } = useTranslation('admin');
  const say = useAuditWords();
  return useMutation({
    mutationFn: async () => {
      const entries = await readAudit(which);
      const head = [
        t('audit.at'),
        t('audit.person'),
        t('audit.what'),
        t('audit.code'),
        t('audit.kind'),
        t('audit.object'),
        t('audit.changes'),
        t('audit.address'),
        t('audit.request'),
      ];
      const rows = entries.map((entry) => [
        entry.recordedAt,
        say.actor(entry),
        say.action(entry.action),
        entry.action,
        entry.subjectKind === null ? '' : say.subjectKind(entry.subjectKind),
        entry.subjectId ?? '',
        say
          .changes(entry)
          .map((change) => t('audit.change', change))
          .join('; '),
        entry.address ?? '',
        entry.requestId ?? '',
      ]);
      const isCut = entries.length >= MOST_EXPORTED;
      return csvOf([head, ...rows, ...(isCut ? [[t('audit.cut', { count: MOST_EXPORTED })]] : [])]);
    },
    onSuccess: (content) => saveFile(content, 'audit.csv'),
  });
}
