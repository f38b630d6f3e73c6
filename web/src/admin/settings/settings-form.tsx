import { Box, Button, Flex, Text, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { EditProblem } from '../../entities/audit/changed-meanwhile';
import { useShownNetwork } from '../../entities/network/use-shown-network';
import { networkQuery } from '../../entities/network/network.api';
import { changeNetwork, type Network, readNetwork } from '../../entities/network/network-settings.api';
import { keyOf } from '../../shared/api/calls';
import { mistakeAt } from '../../shared/api/problem';
import { useEdit } from '../../shared/api/use-edit';
import { useTranslation } from '../../shared/i18n/use-translation';
import { useNetwork } from '../../shared/network/network';
import { Form } from '../../shared/ui/form';
import { Loading } from '../../shared/ui/loading';
import { Panel } from '../../shared/ui/page';
import { FailureNotice } from '../../shared/ui/problem-notice';
import { bound } from '../../shared/ui/bound';
import { Contents, ContentsPart } from '../../shared/ui/contents';
import { ConsentCoverage } from './consent-coverage';
import { SettingField } from './setting-field';
import {
  ACCOUNT_ROLES,
  type SettingEntry,
  type SettingGroup,
  GROUPS,
  type SettingPath,
} from '../../entities/network/settings.fields';
import classes from './settings.module.css';
import {
  bodyOf,
  changedOf,
  raisedBy,
  type TypedSettings,
  type SettingValue,
  valueAt,
} from '../../entities/network/settings.rules';

const NAMES = Object.keys(GROUPS) as SettingGroup[];
const fieldsOf = (group: SettingGroup): readonly SettingEntry<SettingPath>[] => GROUPS[group];
const FIELDS: readonly SettingEntry<SettingPath>[] = NAMES.flatMap(fieldsOf);
const PATHS: readonly string[] = [
  ...FIELDS.map(({ path }) => path),
  ...ACCOUNT_ROLES.flatMap((role) => [accountPath(role, 'code'), accountPath(role, 'name')]),
];

/** The settings in groups, saved together. A change that needs a second person says so before it is saved. */
export function SettingsForm() {
  const { t } = useTranslation('admin');
  const queries = useQueryClient();
  const { id } = useNetwork();
  const show = useShownNetwork();
  const [typed, setTyped] = useState<TypedSettings>({});
  const [wrong, setWrong] = useState<readonly string[]>([]);
  // A field may hold a text that is not yet a valid value; a new key (`round`) resets such fields.
  const [round, setRound] = useState(0);
  const [said, setSaid] = useState<'saved' | 'waits' | null>(null);
  const edit = useEdit({
    read: readNetwork(id),
    send: changeNetwork(id),
    onDone: async (answer) => {
      setSaid('kind' in answer ? 'waits' : 'saved');
      beginAnew();
      edit.goOnFrom(await edit.read());
      await queries.invalidateQueries({ queryKey: networkQuery(id).queryKey });
      await queries.invalidateQueries({ queryKey: keyOf('/api/approvals') });
    },
  });
  const { base, save } = edit;
  if (edit.readError !== null) return <FailureNotice error={edit.readError} />;
  if (base === undefined) return <Loading />;

  const changed = changedOf(base, typed);
  const count = Object.keys(changed).length;
  const isRaised = raisedBy(base, changed).length > 0;

  function set(path: string, value: SettingValue): void {
    setSaid(null);
    setTyped((before) => ({ ...before, [path]: value }));
  }

  function beginAnew(): void {
    setTyped({});
    setWrong([]);
    setRound((before) => before + 1);
  }

  function submit(): void {
    if (count > 0 && wrong.length === 0) save.mutate(bodyOf(changed));
  }

  const fieldAt = (field: SettingEntry<SettingPath>) => (
    <SettingField
      // A figure keeps its own text; another state of the network begins it anew.
      key={`${String(round)} ${field.path} ${JSON.stringify(valueAt(base, field.path))}`}
      field={field}
      value={typed[field.path] ?? (field.path in typed ? null : valueAt(base, field.path))}
      error={mistakeAt(save.error, field.path)}
      onChange={(value) => set(field.path, value)}
      onMistake={(isWrong) =>
        setWrong((before) => [...before.filter((path) => path !== field.path), ...(isWrong ? [field.path] : [])])
      }
    />
  );

  return (
    <Form gap={0} onSubmit={submit}>
      <div className={classes.columns}>
        <Contents
          sections={NAMES.map((group) => ({
            id: group,
            title: t(`settings.group.${group}`),
            hasMistake: fieldsOf(group).some(
              ({ path }) => wrong.includes(path) || mistakeAt(save.error, path) !== undefined,
            ),
          }))}
        />
        <Box miw={0}>
          {NAMES.map((group) => (
            <ContentsPart key={group} id={group}>
              <Panel title={t(`settings.group.${group}`)}>
                <Text maw="70ch" mt={-8} mb={16} c="dimmed" lh={1.5}>
                  {t(`settings.groupHelp.${group}`)}
                </Text>
                {group === 'giftCards' && (
                  <Text maw="70ch" mt={-8} mb={16} c="dimmed" lh={1.5}>
                    {t(`settings.giftLaw.${base.giftCardLaw.law}`)}
                  </Text>
                )}
                <div className={classes.fields}>{fieldsOf(group).map(fieldAt)}</div>
                {group === 'consents' && <ConsentCoverage />}
                {group === 'accounting' && <Accounts base={base} typed={typed} error={save.error} onChange={set} />}
              </Panel>
            </ContentsPart>
          ))}
        </Box>
      </div>
      <div className={classes.bar}>
        {isRaised && (
          <Box component="p" p="12px 16px" bdrs={12} bg="var(--surface-sunk)" lh={1.45}>
            {t('settings.needsSecond')}
          </Box>
        )}
        <EditProblem edit={edit} subjectId={id} marked={PATHS} show={show} />
        {said !== null && <p role="status">{t(said === 'saved' ? 'settings.saved' : 'changes.waits')}</p>}
        <Flex gap={8} wrap="wrap">
          <Button type="submit" disabled={count === 0 || wrong.length > 0} loading={save.isPending}>
            {count === 0 ? t('settings.save') : t('settings.saveCount', { count })}
          </Button>
          {(count > 0 || wrong.length > 0) && (
            <Button
              variant="default"
              onClick={() => {
                beginAnew();
                save.reset();
              }}
            >
              {t('settings.discard')}
            </Button>
          )}
        </Flex>
      </div>
    </Form>
  );
}

interface AccountsProps {
  readonly base: Network;
  readonly typed: TypedSettings;
  readonly error: unknown;
  readonly onChange: (path: string, value: SettingValue) => void;
}

/** Number and name of each account, as the network's own books call it. */
function Accounts({ base, typed, error, onChange }: AccountsProps) {
  const { t } = useTranslation('admin');
  const input = (role: (typeof ACCOUNT_ROLES)[number], part: 'code' | 'name') => {
    const path = accountPath(role, part);
    return (
      <TextInput
        label={t(`settings.account.${part}`)}
        autoComplete="off"
        maxLength={part === 'code' ? 32 : 200}
        {...bound(String(typed[path] ?? valueAt(base, path)), (text) => onChange(path, text))}
        error={mistakeAt(error, path)}
      />
    );
  };
  return (
    <div className={classes.accounts}>
      {ACCOUNT_ROLES.map((role) => (
        <fieldset key={role} className={classes.account}>
          <legend>{t(`settings.account.${role}`)}</legend>
          {input(role, 'code')}
          {input(role, 'name')}
        </fieldset>
      ))}
    </div>
  );
}

function accountPath(role: (typeof ACCOUNT_ROLES)[number], part: 'code' | 'name'): string {
  return `settings.accounting.accounts.${role}.${part}`;
}
