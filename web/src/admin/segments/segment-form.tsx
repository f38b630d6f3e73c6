import { Button, SegmentedControl, Textarea, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { RuleGroupType } from 'react-querybuilder';
import {
  changeSegment,
  createSegment,
  type Segment,
  type SegmentRule as RuleBody,
} from '../../entities/segment/segment.api';
import type { KeyedAct } from '../../shared/api/act-key';
import { mistakeAt } from '../../shared/api/problem';
import { useChange } from '../../shared/api/use-change';
import { useTranslation } from '../../shared/i18n/use-translation';
import { Form } from '../../shared/ui/form';
import { Panel } from '../../shared/ui/page';
import { ProblemNotice, useProblemWords } from '../../shared/ui/problem-notice';
import { withDays, withoutIds } from '../ui/conditions/condition-fields';
import { RuleMistakes } from './rule-mistakes';
import { RulePreview } from './rule-preview';
import { SegmentRule } from './segment-rule';
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

interface SegmentFormProps {
  /** Null: a new one. */
  readonly segment: Segment | null;
  /** The name and rule with which a new one begins. */
  readonly first?: FirstSegment;
  readonly isReadOnly?: boolean;
  readonly onSaved: (segment: Segment) => void;
}

interface Typed {
  readonly code: string;
  readonly name: string;
  readonly description: string;
  readonly rule: RuleGroupType | null;
}

/** The segment's name and rule. */
export function SegmentForm({ segment, first = FIRST, isReadOnly = false, onSaved }: SegmentFormProps) {
  const { t } = useTranslation('admin');
  const words = useProblemWords();
  const [typed, setTyped] = useState<Typed>({
    code: segment?.code ?? '',
    name: segment?.name ?? first.name,
    description: segment?.description ?? '',
    rule: segment === null ? first.rule : ruleOf(segment),
  });
  const [asked, setAsked] = useState(false);
  const save = useChange(({ key, body: { code, rule, ...texts } }: KeyedAct<Typed>) => {
    const tree = rule === null ? null : bodyOf(rule);
    if (segment === null) return createSegment({ key, body: { ...texts, code, rule: tree } });
    const change = { ...texts, ...(tree !== null && { rule: tree }), expectedVersion: segment.version };
    return changeSegment(segment.id)({ key, body: change });
  }, onSaved);
  const set = (change: Partial<Typed>) => setTyped((before) => ({ ...before, ...change }));
  const isCodeWrong = !CODE.test(typed.code);
  const isNameWrong = typed.name.trim() === '';

  function submit(): void {
    setAsked(true);
    if (!isCodeWrong && !isNameWrong) save.mutate({ ...typed, name: typed.name.trim() });
  }

  return (
    <Form onSubmit={submit}>
      <Panel title={t('segments.what')}>
        <div className={classes.fields}>
          <TextInput
            label={t('segments.name')}
            description={t('segments.nameHelp')}
            maxLength={200}
            readOnly={isReadOnly}
            value={typed.name}
            error={asked && isNameWrong ? t('segments.nameNeeded') : mistakeAt(save.error, 'name')}
            onChange={(event) => set({ name: event.currentTarget.value })}
          />
          <TextInput
            label={t('segments.code')}
            description={segment === null ? t('segments.codeHelp') : t('segments.codeFixed')}
            maxLength={40}
            readOnly={segment !== null}
            value={typed.code}
            error={asked && isCodeWrong ? t('segments.codeWrong') : mistakeAt(save.error, 'code')}
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
            error={mistakeAt(save.error, 'description')}
          />
        </div>
      </Panel>
      <Panel title={t('segments.who')}>
        {segment === null && (
          <SegmentedControl
            className={classes.switch ?? ''}
            aria-label={t('segments.kind')}
            value={typed.rule === null ? 'LIST' : 'RULE'}
            onChange={(kind) => set({ rule: kind === 'LIST' ? null : first.rule })}
            data={[
              { value: 'RULE', label: t('segments.byRule') },
              { value: 'LIST', label: t('segments.list') },
            ]}
          />
        )}
        {typed.rule === null ? (
          <p className={classes.help}>{t('segments.listHelp')}</p>
        ) : (
          <>
            {isReadOnly ? (
              <fieldset className={classes.readOnly} disabled>
                <SegmentRule rule={typed.rule} onChange={() => undefined} />
              </fieldset>
            ) : (
              <SegmentRule rule={typed.rule} onChange={(rule) => set({ rule })} />
            )}
            <p className={classes.help}>{t('segments.ruleHelp')}</p>
            <RulePreview rule={bodyOf(typed.rule)} />
          </>
        )}
        {save.error !== null && (
          <>
            <ProblemNotice words={words(save.error, FIELDS)} />
            <RuleMistakes error={save.error} />
          </>
        )}
        {!isReadOnly && (
          <Button type="submit" className={classes.save ?? ''} loading={save.isPending}>
            {segment === null ? t('segments.make') : t('segments.save')}
          </Button>
        )}
      </Panel>
    </Form>
  );
}

function ruleOf({ rule }: Segment): RuleGroupType | null {
  return rule === null ? null : withDays(rule as unknown as RuleGroupType);
}

/** The two combinators that the builder offers. */
function bodyOf(rule: RuleGroupType): RuleBody {
  return withoutIds(rule) as RuleBody;
}
