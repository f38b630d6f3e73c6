import { Button } from '@mantine/core';
import { type ReactNode, useEffect, useMemo, useState } from 'react';
import { EditProblem } from '../../entities/audit/changed-meanwhile';
import type { Segment, SegmentRule } from '../../entities/segment/segment.api';
import type { KeyedAct } from '../../shared/api/act-key';
import { actOf, editTagged, readOf } from '../../shared/api/calls';
import { createSegment } from '../../shared/api/operations';
import type { Members } from '../../shared/described/operation';
import { mistakesOf } from '../../shared/api/problem';
import { useChange } from '../../shared/api/use-change';
import { useEdit } from '../../shared/api/use-edit';
import { ChangeList } from '../../shared/document/change-list';
import type { Layout } from '../../shared/document/document-context';
import { DocumentForm } from '../../shared/document/document-form';
import { PartsOf } from '../../shared/document/parts';
import { type EditedDocument, useDocument } from '../../shared/document/use-document';
import { usePartTexts } from '../../shared/document/use-part-texts';
import { pickedFrom } from '../../shared/document/whole-document';
import { namesOf, typedNames } from '../../shared/i18n/spoken';
import { useTranslation } from '../../shared/i18n/use-translation';
import { useNetwork } from '../../shared/network/network';
import { Panel } from '../../shared/ui/page';
import { FailureNotice } from '../../shared/ui/problem-notice';
import { RuleMistakes } from './rule-mistakes';
import { FIRST_RULE, segmentLayout } from './segment-layout';

/** The members of a segment in the order of the form. `names` has the name in the network's language too. */
function segmentMembers(): Members {
  const { names, code, description, name: _, ...others } = createSegment.body;
  return { names, code, description, ...others };
}

const CODE_FORM = /^[A-Za-z0-9][A-Za-z0-9_.-]{0,39}$/;

/** A segment while it is edited. `names` has the name in both languages; the request has the name in the network's language as `name`. */
interface SegmentDraft {
  readonly names: { readonly ru?: string; readonly en?: string };
  readonly code: string;
  readonly description?: string;
  /** Null: the segment is a list. */
  readonly rule: SegmentRule | null;
}

/** The name and rule with which a new segment begins. */
export interface FirstSegment {
  readonly names: SegmentDraft['names'];
  readonly rule: SegmentRule;
}

const FIRST: FirstSegment = {
  names: {},
  rule: FIRST_RULE,
};

interface NewSegmentFormProps {
  /** The name and rule with which it begins. */
  readonly first?: FirstSegment;
  readonly onSaved: (segment: Segment) => void;
}

/** A segment that is not there yet. */
export function NewSegmentForm({ first = FIRST, onSaved }: NewSegmentFormProps) {
  const { locale } = useNetwork();
  const save = useChange(actOf('POST', '/api/segments'), (segment) => {
    draft.store.keep();
    onSaved(segment);
  });
  const draft = useSegmentDraft(
    () => ({ names: { ru: '', en: '', ...first.names }, code: '', description: '', rule: first.rule }),
    save.error,
    useMemo(() => segmentLayout(true, false, first.rule), [first.rule]),
  );
  return (
    <SegmentFields
      isNew
      draft={draft}
      problem={<FailureNotice error={save.error} marked={[...draft.store.drawnPaths(), 'name']} />}
      error={save.error}
      isPending={save.isPending}
      onSave={(typed) => save.mutate(bodyOf(typed, locale))}
    />
  );
}

interface ChangeSegmentFormProps {
  readonly segment: Segment;
  readonly isReadOnly: boolean;
  readonly onSaved: (segment: Segment) => void;
}

/** The segment's name and rule, changed unless a colleague did meanwhile. */
export function ChangeSegmentForm({ segment, isReadOnly, onSaved }: ChangeSegmentFormProps) {
  const { t } = useTranslation('admin');
  const { locale } = useNetwork();
  const partTexts = usePartTexts(segmentMembers(), 'segments');
  const edit = useEdit({
    read: readOf('/api/segments/{id}', { id: segment.id }),
    send:
      (tag) =>
      ({ key, body: typed }: KeyedAct<SegmentDraft>) => {
        const { code: _, rule, ...body } = bodyOf(typed, locale);
        return editTagged('PATCH', '/api/segments/{id}', { id: segment.id })(tag)({
          key,
          body: { ...body, ...(rule !== null && { rule }) },
        });
      },
    onDone: (changed) => {
      store.goOnFrom(draftOf(changed.value, locale));
      edit.goOnFrom(changed);
      onSaved(changed.value);
    },
    initial: segment,
  });
  const { base = segment, save, readError } = edit;
  const layout = useMemo(() => segmentLayout(false, isReadOnly), [isReadOnly]);
  const draft = useSegmentDraft(() => draftOf(base, locale), save.error, layout);
  const { store } = draft;
  useEffect(() => {
    store.rebase(draftOf(base, locale));
  }, [store, base, locale]);
  const isRule = (one: Segment) => JSON.stringify(one.rule) === JSON.stringify(base.rule);
  return (
    <SegmentFields
      isNew={false}
      isReadOnly={isReadOnly}
      draft={draft}
      problem={
        readError === null ? (
          <EditProblem
            edit={edit}
            subjectId={segment.id}
            marked={[...store.drawnPaths(), 'name']}
            show={(now) => ({
              ...partTexts({ ...draftOf(now, locale), rule: null }),
              [t('segments.who')]: t(isRule(now) ? 'segments.rulesAsOpened' : 'segments.rulesChanged'),
              [t('audit.field.archived')]: t(now.archivedAt === null ? 'settings.no' : 'settings.yes'),
            })}
          />
        ) : (
          <FailureNotice error={readError} />
        )
      }
      error={save.error}
      isReady={edit.isReady}
      isPending={save.isPending}
      onSave={save.mutate}
    />
  );
}

function useSegmentDraft(first: () => SegmentDraft, error: unknown, layout: Layout): EditedDocument<SegmentDraft> {
  const { t } = useTranslation('admin');
  const { locale } = useNetwork();
  const atName = `names.${locale}`;
  return useDocument<SegmentDraft>({
    members: useState(segmentMembers)[0],
    first,
    words: 'segments',
    inputs: {},
    layout,
    found: mistakesOf(error).map((mistake) => (mistake.path === 'name' ? { ...mistake, path: atName } : mistake)),
    check: ({ names: typed, code }) => [
      ...(Object.values(typed).some((name) => name.trim() !== '')
        ? []
        : [{ path: atName, code: 'required', message: t('names.needed') }]),
      ...(CODE_FORM.test(code) ? [] : [{ path: 'code', code: 'wrong_format', message: t('segments.codeWrong') }]),
    ],
  });
}

interface SegmentFieldsProps {
  readonly isNew: boolean;
  readonly isReadOnly?: boolean;
  readonly draft: EditedDocument<SegmentDraft>;
  readonly error: unknown;
  readonly problem: ReactNode;
  /** False: it may not be saved yet. */
  readonly isReady?: boolean;
  readonly isPending: boolean;
  readonly onSave: (typed: SegmentDraft) => void;
}

function SegmentFields({ isNew, isReadOnly = false, draft, ...props }: SegmentFieldsProps) {
  const { error, problem, isReady = true, isPending, onSave } = props;
  const { t } = useTranslation('admin');
  return (
    <DocumentForm of={draft} onSubmit={onSave}>
      <Panel title={t('segments.what')}>
        <PartsOf path={[]} beside={['rule']} />
      </Panel>
      <Panel title={t('segments.who')}>
        <PartsOf path={[]} only={['rule']} />
        {problem}
        {error !== null && <RuleMistakes error={error} />}
        {!isReadOnly && <ChangeList />}
        {!isReadOnly && (
          <Button type="submit" mt={12} disabled={!isReady} loading={isPending}>
            {t(isNew ? 'segments.make' : 'segments.save')}
          </Button>
        )}
      </Panel>
    </DocumentForm>
  );
}

function draftOf(segment: Segment, locale: 'ru' | 'en'): SegmentDraft {
  return { ...pickedFrom(segmentMembers(), segment), names: typedNames(segment, locale) } as unknown as SegmentDraft;
}

function bodyOf({ names: { ru = '', en = '' }, description: text = '', ...others }: SegmentDraft, locale: 'ru' | 'en') {
  return { ...others, ...namesOf({ ru, en }, locale), description: text };
}
