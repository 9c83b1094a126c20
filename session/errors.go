package session

import "gavel/session/video"

// The sentinels. Test for them with errors.Is. Package video defines them and documents each.
var (
	ErrNotSent     = video.ErrNotSent
	ErrUnrecorded  = video.ErrUnrecorded
	ErrSuperseded  = video.ErrSuperseded
	ErrConflict    = video.ErrConflict
	ErrOffline     = video.ErrOffline
	ErrUnknown     = video.ErrUnknown
	ErrRefused     = video.ErrRefused
	ErrForbidden   = video.ErrForbidden
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
	ErrProtected   = video.ErrProtected
)
