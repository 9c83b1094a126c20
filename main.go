// Command gavel is a terminal console for moderators of live SignalWire Video rooms.
package main

func main() {}
