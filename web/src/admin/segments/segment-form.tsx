import { Box, Button, SegmentedControl, Textarea, TextInput } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import type { RuleGroupType } from 'react-querybuilder';
import { EditProblem } from '../../entities/audit/changed-meanwhile';
import type { Segment, SegmentRule as RuleBody } from '../../entities/segment/segment.api';
import type { KeyedAct } from '../../shared/api/act-key';
import { actOf, editTagged, readOf } from '../../shared/api/calls';
import { mistakeAt } from '../../shared/api/problem';
import type { TaggedResource } from '../../shared/api/tagged';
import { useChange } from '../../shared/api/use-change';
import { useEdit } from '../../shared/api/use-edit';
import { namesOf, typedNames } from '../../shared/i18n/spoken';
import { useTranslation } from '../../shared/i18n/use-translation';
import { useNetwork } from '../../shared/network/network';
import { Form } from '../../shared/ui/form';
import { Help, Panel } from '../../shared/ui/page';
import { FailureNotice } from '../../shared/ui/problem-notice';
import { withDays, withoutIds } from '../../entities/condition/condition-fields';
import { RuleMistakes } from './rule-mistakes';
import { RulePreview } from './rule-preview';
import { GuestRule } from '../../entities/condition/guest-rule';
import { NameFields } from '../ui/name-fields';
import classes from './segments.module.css';

/** The name and rule with which a new segment begins. */
export interface FirstSegment {
  readonly name: string;
  readonly rule: RuleGroupType;
}

const FIRST: FirstSegment = {
  name: '',
  rule: { combinator: 'and', rules: [{ field: 'visits', operator: '>=', value: 3 }] },
};
const CODE = /^[A-Za-z0-9][A-Za-z0-9_.-]{0,39}$/;

/** The fields that say what the server found wrong in them; the rule says it condition by condition. */
const FIELDS = ['name', 'code', 'description', 'rule'] as const;

interface SegmentInput {
  readonly code: string;
  readonly ru: string;
  readonly en: string;
  readonly description: string;
  readonly rule: RuleGroupType | null;
}

interface NewSegmentFormProps {
  /** The name and rule with which it begins. */
  readonly first?: FirstSegment;
  readonly onSaved: (segment: Segment) => void;
}

/** A segment that is not there yet. */
export function NewSegmentForm({ first = FIRST, onSaved }: NewSegmentFormProps) {
  const { locale } = useNetwork();
  const [typed, setTyped] = useState<SegmentInput>({
    code: '',
    description: '',
    rule: first.rule,
    ...typedNames(first, locale),
  });
  const save = useChange(
    ({ key, body: { code, description, rule, ...typedName } }: KeyedAct<SegmentInput>) =>
      actOf(
        'POST',
        '/api/segments',
      )({
        key,
        body: { code, description, ...namesOf(typedName, locale), rule: rule === null ? null : bodyOf(rule) },
      }),
    onSaved,
  );
  return (
    <SegmentFields
      isNew
      firstRule={first.rule}
      values={typed}
      onSet={(change) => setTyped((before) => ({ ...before, ...change }))}
      error={save.error}
      problem=<FailureNotice error={save.error} marked={FIELDS} />
      isPending={save.isPending}
      onSave={save.mutate}
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
  const [typed, setTyped] = useState<Partial<SegmentInput>>({});
  const edit = useEdit({
    read: readOf('/api/segments/{id}', { id: segment.id }),
    send:
      (tag) =>
      ({ key, body: { description, rule, ...typedName } }: KeyedAct<SegmentInput>) =>
        editTagged('PATCH', '/api/segments/{id}', { id: segment.id })(tag)({
          key,
          body: { ...namesOf(typedName, locale), description, ...(rule !== null && { rule: bodyOf(rule) }) },
        }),
    onDone: (changed) => goOn(changed),
    initial: segment,
  });
  const { base = segment, save, readError } = edit;
  const rules = textOf(base.rule);

  /** The next change is bound to this one. */
  function goOn(changed: TaggedResource<Segment>): void {
    edit.goOnFrom(changed);
    setTyped({});
    onSaved(changed.value);
  }

  /** The builder also reports an unchanged rule; then the form keeps the rule as the segment has it. */
  function set({ rule, ...texts }: Partial<SegmentInput>): void {
    setTyped(({ rule: before, ...others }) => {
      const own = rule === undefined ? before : rule;
      const isOwn = own !== undefined && own !== null && JSON.stringify(bodyOf(own)) !== rules;
      return { ...others, ...texts, ...(isOwn && { rule: own }) };
    });
  }

  return (
    <SegmentFields
      isNew={false}
      isReadOnly={isReadOnly}
      ruleKey={rules}
      values={{ ...valuesOf(base, locale), ...typed }}
      onSet={set}
      error={save.error}
      problem={
        readError === null ? (
          <EditProblem
            edit={edit}
            subjectId={segment.id}
            marked={FIELDS}
            show={({ description, rule, archivedAt, ...named }) => ({
              [t('names.ru')]: typedNames(named, locale).ru,
              [t('names.en')]: typedNames(named, locale).en,
              [t('segments.description')]: description,
              [t('segments.who')]: t(textOf(rule) === rules ? 'segments.rulesAsOpened' : 'segments.rulesChanged'),
              [t('audit.field.archived')]: t(archivedAt === null ? 'settings.no' : 'settings.yes'),
            })}
          />
        ) : (
          <FailureNotice error={readError} />
        )
      }
      isReady={edit.isReady}
      isPending={save.isPending}
      onSave={save.mutate}
    />
  );
}

interface SegmentFieldsProps {
  readonly isNew: boolean;
  readonly isReadOnly?: boolean;
  /** The rule with which a new segment by rule begins. */
  readonly firstRule?: RuleGroupType;
  /** A new key starts the rule builder again. */
  readonly ruleKey?: string;
  readonly values: SegmentInput;
  readonly onSet: (change: Partial<SegmentInput>) => void;
  readonly error: unknown;
  readonly problem: ReactNode;
  /** False: it may not be saved yet. */
  readonly isReady?: boolean;
  readonly isPending: boolean;
  readonly onSave: (typed: SegmentInput) => void;
}

function SegmentFields({
  isNew,
  isReadOnly = false,
  firstRule = FIRST.rule,
  ruleKey = '',
  values: typed,
  onSet: set,
  error,
  problem,
  isReady = true,
  isPending,
  onSave,
}: SegmentFieldsProps) {
  const { t } = useTranslation('admin');
  const { locale } = useNetwork();
  const [asked, setAsked] = useState(false);
  const isCodeWrong = !CODE.test(typed.code);
  const isNameWrong = typed.ru.trim() === '' && typed.en.trim() === '';

  function submit(): void {
    setAsked(true);
    if (!isCodeWrong && !isNameWrong) onSave(typed);
  }

  return (
    <Form display="block" onSubmit={submit}>
      <Panel title={t('segments.what')}>
        <div className={classes.fields}>
          <NameFields
            ru={typed.ru}
            en={typed.en}
            isReadOnly={isReadOnly}
            errors={{ [locale]: asked && isNameWrong ? t('names.needed') : mistakeAt(error, 'name') }}
            onChange={set}
          />
          <TextInput
            label={t('segments.code')}
            description={t(isNew ? 'segments.codeHelp' : 'segments.codeFixed')}
            maxLength={40}
            readOnly={!isNew}
            value={typed.code}
            error={asked && isCodeWrong ? t('segments.codeWrong') : mistakeAt(error, 'code')}
            onChange={(event) => set({ code: event.currentTarget.value })}
          />
          <Textarea
            className={classes.wide ?? ''}
            label={t('segments.description')}
            maxLength={1_000}
            autosize
            minRows={1}
            readOnly={isReadOnly}
            value={typed.description}
            onChange={(event) => set({ description: event.currentTarget.value })}
            error={mistakeAt(error, 'description')}
          />
        </div>
      </Panel>
      <Panel title={t('segments.who')}>
        {isNew && (
          <SegmentedControl
            mb={12}
            aria-label={t('segments.kind')}
            value={typed.rule === null ? 'LIST' : 'RULE'}
            onChange={(kind) => set({ rule: kind === 'LIST' ? null : firstRule })}
            data={[
              { value: 'RULE', label: t('segments.byRule') },
              { value: 'LIST', label: t('segments.list') },
            ]}
          />
        )}
        {typed.rule === null ? (
          <Help>{t('segments.listHelp')}</Help>
        ) : (
          <>
            {isReadOnly ? (
              <Box component="fieldset" miw={0} m={0} p={0} bd="0" disabled>
                <GuestRule key={ruleKey} rule={typed.rule} onChange={() => undefined} />
              </Box>
            ) : (
              <GuestRule key={ruleKey} rule={typed.rule} onChange={(rule) => set({ rule })} />
            )}
            <Help>{t('segments.ruleHelp')}</Help>
            <RulePreview rule={bodyOf(typed.rule)} />
          </>
        )}
        {problem}
        {error !== null && <RuleMistakes error={error} />}
        {!isReadOnly && (
          <Button type="submit" mt={12} disabled={!isReady} loading={isPending}>
            {t(isNew ? 'segments.make' : 'segments.save')}
          </Button>
        )}
      </Panel>
    </Form>
  );
}

function textOf(rule: Segment['rule']): string {
  return rule === null ? '' : JSON.stringify(bodyOf(withDays(rule as unknown as RuleGroupType)));
}

function valuesOf({ code, description, rule, ...named }: Segment, locale: 'ru' | 'en'): SegmentInput {
  return {
    ...typedNames(named, locale),
    code,
    description,
    rule: rule === null ? null : withDays(rule as unknown as RuleGroupType),
  };
}

/** The two combinators that the builder offers. */
function bodyOf(rule: RuleGroupType): RuleBody {
  return withoutIds(rule) as RuleBody;
}
