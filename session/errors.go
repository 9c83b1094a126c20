package session

import "gavel/session/video"

// What callers branch on with errors.Is. Package video has them, and says what each means.
var (
	ErrNotSent     = video.ErrNotSent
	ErrOffline     = video.ErrOffline
	ErrUnknown     = video.ErrUnknown
	ErrRefused     = video.ErrRefused
	ErrNotFound    = video.ErrNotFound
	ErrAmbiguous   = video.ErrAmbiguous
	ErrCredentials = video.ErrCredentials
	ErrArgument    = video.ErrArgument
	ErrRoomEnded   = video.ErrRoomEnded
	ErrClosed      = video.ErrClosed
	ErrBusy        = video.ErrBusy
	ErrInternal    = video.ErrInternal
	ErrNotRelay    = video.ErrNotRelay
	ErrFinal       = video.ErrFinal
)
