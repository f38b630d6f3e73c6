import { Button, TextInput } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { childrenQuery, removeChild } from '../../entities/guest-account/guest-account.api';
import { actOf } from '../../shared/api/calls';
import { mistakeAt } from '../../shared/api/problem';
import { useChange } from '../../shared/api/use-change';
import { useFormat } from '../../shared/format/use-format';
import { useTranslation } from '../../shared/i18n/use-translation';
import { Form } from '../../shared/ui/form';
import { Notice } from '../../shared/ui/notice';
import { PageHead, Panel } from '../../shared/ui/page';
import { FailureNotice } from '../../shared/ui/problem-notice';
import { Row, RowList } from '../../shared/ui/row-list';
import { bound } from '../../shared/ui/bound';
import { useGuestId } from '../frame/use-guest-id';
import classes from './children-page.module.css';
import { Question } from '../../shared/ui/question';

/** Children with their birthdays, as far as the guest tells of them. */
export function ChildrenPage() {
  const { t } = useTranslation('cabinet');
  const format = useFormat();
  const guestId = useGuestId();
  const queries = useQueryClient();
  const children = useQuery(childrenQuery(guestId));
  const readAgain = () => queries.invalidateQueries({ queryKey: childrenQuery(guestId).queryKey });
  const [name, setName] = useState('');
  const [birthDate, setBirthDate] = useState('');
  const [asked, setAsked] = useState(false);
  const adding = useChange(actOf('POST', '/api/guests/{id}/children', { id: guestId }), () => {
    setName('');
    setBirthDate('');
    setAsked(false);
    return readAgain();
  });
  const [leaving, setLeaving] = useState<{ readonly id: string; readonly name: string } | null>(null);
  const removing = useChange(removeChild(guestId), () => {
    setLeaving(null);
    return readAgain();
  });
  const mistake = mistakeAt(adding.error, 'birthDate');

  function submit(): void {
    setAsked(true);
    if (birthDate === '') return;
    adding.mutate({ birthDate, ...(name.trim() !== '' && { name: name.trim() }) });
  }

  return (
    <>
      <PageHead title={t('children.title')} sub={t('children.help')} />
      <FailureNotice error={children.error} retry={children} />
      {children.data?.length === 0 && <Notice title={t('children.emptyTitle')} help={t('children.emptyHelp')} />}
      {children.isPending && <p role="status">{t('loading')}</p>}
      <RowList>
        {children.data?.map((child) => {
          const shown = child.name ?? t('children.noName');
          return (
            <Row key={child.id} title={shown} about={[format.birthday(child.birthDate)]}>
              <Button
                variant="default"
                aria-label={t('children.removeOne', { name: shown })}
                onClick={() => setLeaving({ id: child.id, name: shown })}
              >
                {t('children.remove')}
              </Button>
            </Row>
          );
        })}
      </RowList>
      {leaving !== null && (
        <Question
          title={t('children.removeOne', { name: leaving.name })}
          help={t('children.removeHelp')}
          yes={t('children.remove')}
          isGrave
          of={removing}
          onYes={() => removing.mutate(leaving.id)}
          onClose={() => {
            setLeaving(null);
            removing.reset();
          }}
        />
      )}
      <Panel title={t('children.addTitle')}>
        <Form className={classes.form} onSubmit={submit}>
          <TextInput label={t('children.name')} maxLength={100} {...bound(name, setName)} />
          <TextInput
            label={t('children.birthDate')}
            type="date"
            value={birthDate}
            error={asked && birthDate === '' ? t('children.birthDateNeeded') : mistake}
            onChange={(event) => {
              setBirthDate(event.currentTarget.value);
              adding.reset();
            }}
          />
          {adding.isError && mistake === undefined && <FailureNotice error={adding.error} />}
          <Button type="submit" loading={adding.isPending}>
            {t('children.add')}
          </Button>
        </Form>
      </Panel>
    </>
  );
}
