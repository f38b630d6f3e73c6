import { Button, TextInput } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { childrenQuery, removeChild } from '../../entities/guest-account/guest-account.api';
import { actOf } from '../../shared/api/calls';
import { useChange } from '../../shared/api/use-change';
import { useFormat } from '../../shared/format/use-format';
import { useTranslation } from '../../shared/i18n/use-translation';
import { Form } from '../../shared/ui/form';
import { Loading } from '../../shared/ui/loading';
import { Notice } from '../../shared/ui/notice';
import { PageHead, Panel } from '../../shared/ui/page';
import { FailureNotice } from '../../shared/ui/problem-notice';
import { Row, RowList } from '../../shared/ui/row-list';
import { useFields } from '../../shared/ui/use-fields';
import { useGuestId } from '../frame/use-guest-id';
import { Question } from '../../shared/ui/question';

/** The guest's children with their birthdays. */
export function ChildrenPage() {
  const { t } = useTranslation('cabinet');
  const format = useFormat();
  const guestId = useGuestId();
  const queries = useQueryClient();
  const children = useQuery(childrenQuery(guestId));
  const readAgain = () => queries.invalidateQueries({ queryKey: childrenQuery(guestId).queryKey });
  const adding = useChange(actOf('POST', '/api/guests/{id}/children', { id: guestId }), () => {
    reset();
    return readAgain();
  });
  const { field, reset, onSubmit } = useFields({
    initial: { name: '', birthDate: '' },
    error: adding.error,
    check: ({ birthDate }) => ({ birthDate: birthDate === '' && t('children.birthDateNeeded') }),
  });
  const birthday = field('birthDate');
  const submit = onSubmit(({ name, birthDate }) =>
    adding.mutate({ birthDate, ...(name.trim() !== '' && { name: name.trim() }) }),
  );
  const [leaving, setLeaving] = useState<{ readonly id: string; readonly name: string } | null>(null);
  const removing = useChange(removeChild(guestId), () => {
    setLeaving(null);
    return readAgain();
  });

  return (
    <>
      <PageHead title={t('children.title')} sub={t('children.help')} />
      <FailureNotice error={children.error} retry={children} />
      {children.data?.length === 0 && <Notice title={t('children.emptyTitle')} help={t('children.emptyHelp')} />}
      {children.isPending && <Loading />}
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
        <Form gap={12} maw={420} onSubmit={submit}>
          <TextInput label={t('children.name')} maxLength={100} {...field('name')} />
          <TextInput
            label={t('children.birthDate')}
            type="date"
            {...birthday}
            onChange={(event) => {
              birthday.onChange(event);
              adding.reset();
            }}
          />
          {adding.isError && birthday.error === undefined && <FailureNotice error={adding.error} />}
          <Button type="submit" loading={adding.isPending}>
            {t('children.add')}
          </Button>
        </Form>
      </Panel>
    </>
  );
}
