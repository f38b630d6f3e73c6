import { Button, SegmentedControl } from '@mantine/core';
import { type ReactNode, useEffect } from 'react';
import { EditProblem } from '../../entities/audit/changed-meanwhile';
import { GuestConditions } from '../../entities/document/guest-conditions';
import type { Segment, SegmentRule } from '../../entities/segment/segment.api';
import type { KeyedAct } from '../../shared/api/act-key';
import { actOf, editTagged, readOf } from '../../shared/api/calls';
import { createSegment } from '../../shared/api/operations';
import { mistakesOf } from '../../shared/api/problem';
import { useChange } from '../../shared/api/use-change';
import { useEdit } from '../../shared/api/use-edit';
import { ChangeList } from '../../shared/document/change-list';
import { useMember } from '../../shared/document/document-context';
import { DocumentForm } from '../../shared/document/document-form';
import { Field } from '../../shared/document/field';
import { type EditedDocument, useDocument } from '../../shared/document/use-document';
import { usePartTexts } from '../../shared/document/use-part-texts';
import { namesOf, typedNames } from '../../shared/i18n/spoken';
import { useTranslation } from '../../shared/i18n/use-translation';
import { useNetwork } from '../../shared/network/network';
import { Help, Panel } from '../../shared/ui/page';
import { FailureNotice } from '../../shared/ui/problem-notice';
import { RuleMistakes } from './rule-mistakes';
import { RulePreview } from './rule-preview';
import classes from './segments.module.css';

const { code: CODE, names, description, rule } = createSegment.body;
const MEMBERS = { names, code: CODE, description, rule };
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
  rule: { combinator: 'and', rules: [{ field: 'visits', operator: '>=', value: 3 }] },
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
  );
  return (
    <SegmentFields
      isNew
      firstRule={first.rule}
      draft={draft}
      problem={<FailureNotice error={save.error} marked={[...draft.store.drawnPaths(), 'name']} />}
      error={save.error}
      isPending={save.isPending}
      onSave={({ code, ...terms }) => save.mutate({ code, ...bodyOf(terms, locale), rule: terms.rule })}
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
  const partTexts = usePartTexts(MEMBERS, 'segments');
  const edit = useEdit({
    read: readOf('/api/segments/{id}', { id: segment.id }),
    send:
      (tag) =>
      ({ key, body }: KeyedAct<SegmentDraft>) =>
        editTagged('PATCH', '/api/segments/{id}', { id: segment.id })(tag)({
          key,
          body: { ...bodyOf(body, locale), ...(body.rule !== null && { rule: body.rule }) },
        }),
    onDone: (changed) => {
      store.goOnFrom(draftOf(changed.value, locale));
      edit.goOnFrom(changed);
      onSaved(changed.value);
    },
    initial: segment,
  });
  const { base = segment, save, readError } = edit;
  const draft = useSegmentDraft(() => draftOf(base, locale), save.error);
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

function useSegmentDraft(first: () => SegmentDraft, error: unknown): EditedDocument<SegmentDraft> {
  const { t } = useTranslation('admin');
  const { locale } = useNetwork();
  const atName = `names.${locale}`;
  return useDocument<SegmentDraft>({
    members: MEMBERS,
    first,
    words: 'segments',
    inputs: {},
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
  /** The rule with which a new segment by rule begins. */
  readonly firstRule?: SegmentRule;
  readonly draft: EditedDocument<SegmentDraft>;
  readonly error: unknown;
  readonly problem: ReactNode;
  /** False: it may not be saved yet. */
  readonly isReady?: boolean;
  readonly isPending: boolean;
  readonly onSave: (typed: SegmentDraft) => void;
}

function SegmentFields({ isNew, isReadOnly = false, firstRule = FIRST.rule, draft, ...props }: SegmentFieldsProps) {
  const { error, problem, isReady = true, isPending, onSave } = props;
  const { t } = useTranslation('admin');
  return (
    <DocumentForm of={draft} onSubmit={onSave}>
      <Panel title={t('segments.what')}>
        <div className={classes.fields}>
          <Field path={['names', 'ru']} label={t('names.ru')} isReadOnly={isReadOnly} />
          <Field path={['names', 'en']} label={t('names.en')} isReadOnly={isReadOnly} />
          <Field
            path={['code']}
            help={t(isNew ? 'segments.codeHelp' : 'segments.codeFixed')}
            isReadOnly={isReadOnly || !isNew}
          />
          <Field path={['description']} as="area" className={classes.wide} isReadOnly={isReadOnly} />
        </div>
      </Panel>
      <Panel title={t('segments.who')}>
        <Rule isNew={isNew} isReadOnly={isReadOnly} firstRule={firstRule} />
        {problem}
        {error !== null && <RuleMistakes error={error} />}
        {!isReadOnly && (
          <Button type="submit" mt={12} disabled={!isReady} loading={isPending}>
            {t(isNew ? 'segments.make' : 'segments.save')}
          </Button>
        )}
        {!isReadOnly && <ChangeList />}
      </Panel>
    </DocumentForm>
  );
}

type RuleProps = Required<Pick<SegmentFieldsProps, 'isNew' | 'isReadOnly' | 'firstRule'>>;

/** The conditions that put guests into the segment; a new segment can be a list, which has no conditions. */
function Rule({ isNew, isReadOnly, firstRule }: RuleProps) {
  const { t } = useTranslation('admin');
  const { value, change } = useMember(['rule']);
  return (
    <>
      {isNew && (
        <SegmentedControl
          mb={12}
          aria-label={t('segments.kind')}
          value={value === null ? 'LIST' : 'RULE'}
          onChange={(kind) => change(kind === 'LIST' ? null : firstRule)}
          data={[
            { value: 'RULE', label: t('segments.byRule') },
            { value: 'LIST', label: t('segments.list') },
          ]}
        />
      )}
      {value === null ? (
        <Help>{t('segments.listHelp')}</Help>
      ) : (
        <>
          <GuestConditions value={value} onChange={change} isReadOnly={isReadOnly} />
          <Help>{t('segments.ruleHelp')}</Help>
          <RulePreview rule={value as SegmentRule} />
        </>
      )}
    </>
  );
}

function draftOf({ code, description: text, rule: by, ...named }: Segment, locale: 'ru' | 'en'): SegmentDraft {
  return { names: typedNames(named, locale), code, description: text, rule: by };
}

function bodyOf(
  { names: { ru = '', en = '' }, description: text = '' }: Omit<SegmentDraft, 'code'>,
  locale: 'ru' | 'en',
) {
  return { ...namesOf({ ru, en }, locale), description: text };
}
