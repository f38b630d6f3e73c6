import { Box, Button } from '@mantine/core';
import { useMemo } from 'react';
import { programDocument } from '../../../shared/api/documents';
import { useMemberWords } from '../../../shared/document/member-words';
import { PartsOf } from '../../../shared/document/parts';
import { PROGRAM_INPUTS } from './program-inputs';
import { PROGRAM_LAYOUT } from './program-layout';
import { TierFields } from './tier-fields';
import { useMistakeWords } from './use-mistake-words';
import { useTranslation } from '../../../shared/i18n/use-translation';
import { Notice } from '../../../shared/ui/notice';
import { Panel } from '../../../shared/ui/page';
import { FailureNotice } from '../../../shared/ui/problem-notice';
import { ApiProblem } from '../../../shared/api/problem';
import { useProgram } from '../version/program-context';
import { ProgramSentences } from '../sentences/program-sentences';
import { Contents, ContentsPart } from '../../../shared/ui/contents';
import { Differences } from '../../../shared/document/change-list';
import { DocumentContext, type DocumentKit } from '../../../shared/document/document-context';
import classes from './editor.module.css';
import { LiveExample } from './live-example';
import { membersIn, placeOfMistake, SECTIONS } from './mistake-words.rules';
import { MistakesPanel } from './mistakes-panel';
import bar from './save-bar.module.css';
import { type ProgramDraft, useDraft } from './use-draft';

/** A version of the program as sentences and small tables; what waits or is no draft any more can only be read. */
export function EditorPage() {
  const { t } = useTranslation('admin');
  const { program, mayManage } = useProgram();
  const isWaiting = program.publication?.status === 'AWAITING_APPROVAL';
  const isEditable = program.status === 'DRAFT' && mayManage && !isWaiting;
  const draft = useDraft(program, isEditable);
  const words = useMemberWords('admin', 'program.members');
  const sayMistake = useMistakeWords();
  const { store } = draft;
  const kit = useMemo(
    (): DocumentKit => ({
      store,
      members: programDocument,
      words,
      inputs: PROGRAM_INPUTS,
      layout: PROGRAM_LAYOUT,
      sayMistake,
    }),
    [store, words, sayMistake],
  );
  return (
    <DocumentContext value={kit}>
      {draft.hasConflict && (
        <Box m="16px 0" bd="1px solid var(--bad)" bdrs={16} bg="var(--bad-wash)">
          <Notice
            tone="bad"
            title={t('program.conflict.title')}
            help={t('program.conflict.help')}
            actions={[
              { label: t('program.conflict.mine'), onClick: draft.keepMine },
              { label: t('program.conflict.theirs'), onClick: draft.takeSaved },
            ]}
          />
        </Box>
      )}
      <div className={classes.columns} data-contents={isEditable}>
        {isEditable ? (
          <>
            <Contents
              sections={SECTIONS.map((section) => ({
                id: section,
                title: t(`program.${section}.title`),
                hasMistake: draft.mistakes.some((mistake) => placeOfMistake(mistake).section === section),
              }))}
            />
            <Box miw={0} key={draft.generation}>
              {SECTIONS.map((section) => (
                <ContentsPart key={section} id={section}>
                  <Panel title={t(`program.${section}.title`)}>
                    {section === 'tiers' ? <TierFields /> : <PartsOf path={[]} only={membersIn(section)} />}
                  </Panel>
                </ContentsPart>
              ))}
            </Box>
          </>
        ) : (
          <ProgramSentences program={program} />
        )}
        <div className={classes.aside}>
          {isEditable && <MistakesPanel mistakes={draft.mistakes} />}
          {isEditable && <Differences />}
          <LiveExample document={draft.settled} isValid={!isEditable || draft.isValid} />
        </div>
      </div>
      {isEditable && <SaveBar draft={draft} />}
    </DocumentContext>
  );
}

/** How the draft stands, always in sight. */
function SaveBar({ draft }: { readonly draft: ProgramDraft }) {
  const { t } = useTranslation('admin');
  const { isDirty, isValid, mistakes, save, hasConflict } = draft;
  const isConflict = save.error instanceof ApiProblem && save.error.code === 'version_conflict';
  const state = !isDirty
    ? t('program.save.saved')
    : mistakes.length > 0
      ? t('program.save.mistakes', { count: mistakes.length })
      : draft.wasRestored && !save.isPending
        ? t('program.save.restored')
        : t('program.save.kept');
  return (
    <>
      {save.isError && !isConflict && <FailureNotice error={save.error} />}
      <div className={bar.bar}>
        <p role="status" className={bar.state} data-bad={mistakes.length > 0}>
          {state}
        </p>
        {draft.canUndo && (
          <Button variant="default" onClick={draft.store.undo}>
            {t('program.save.undo')}
          </Button>
        )}
        {isDirty && (
          <Button variant="default" onClick={draft.takeSaved}>
            {t('program.save.discard')}
          </Button>
        )}
        <Button disabled={!isDirty || !isValid || hasConflict} loading={save.isPending} onClick={() => save.mutate()}>
          {t('program.save.submit')}
        </Button>
      </div>
    </>
  );
}
