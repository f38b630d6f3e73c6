import { Box, Button, Flex } from '@mantine/core';
import { useSyncExternalStore } from 'react';
import { useFormat } from '../format/use-format';
import { useTranslation } from '../i18n/use-translation';
import { useDocumentKit } from './document-context';
import { LeaveQuestion } from './leave-question';
import { partDifferences } from './parts-of';

/** Lists the unsaved changes, with a button that undoes the last one, and asks before the person leaves the page with unsaved changes. */
export function ChangeList() {
  const { t } = useTranslation();
  const { store } = useDocumentKit();
  const isChanged = useSyncExternalStore(store.subscribe, store.isChanged);
  const canUndo = useSyncExternalStore(store.subscribe, store.canUndo);
  return (
    <>
      <LeaveQuestion isChanged={store.isChanged} />
      {isChanged && (
        <Box mt={16}>
          <Flex gap={8} wrap="wrap" align="center">
            <span role="status">{t('document.unsaved')}</span>
            {canUndo && (
              <Button variant="default" size="compact-md" onClick={store.undo}>
                {t('document.undo')}
              </Button>
            )}
          </Flex>
          <Differences />
        </Box>
      )}
    </>
  );
}

/** A line with the number of members that differ from the saved document. A press on the line opens the list of these members. */
export function Differences() {
  const { t } = useTranslation();
  const format = useFormat();
  const { store, members, words } = useDocumentKit();
  const document = useSyncExternalStore(store.subscribe, store.whole);
  const said = { words, format, yes: t('document.yes'), no: t('document.no') };
  const differences = partDifferences(members, store.savedDocument(), document, said);
  if (differences.length === 0) return null;
  return (
    <Box component="details" mt={8}>
      <summary>{t('document.changes', { count: differences.length })}</summary>
      <Box component="ul" my={8} pl={20} lh={1.55}>
        {differences.map(({ label, texts }) => (
          <li key={label}>
            {texts === undefined ? t('document.changed', { label }) : t('document.change', { label, ...texts })}
          </li>
        ))}
      </Box>
    </Box>
  );
}
