import { Injectable } from '@nestjs/common';
import { Notifications } from '../database/notifications';
import { settings } from '../settings/settings';

/** Listens to notifications of the database that has the directory. */
@Injectable()
export class DirectoryNotifications extends Notifications {
  protected override readonly address = settings.directoryUrl;
}
