# bash completion for gavel. It needs no further packages.

# __gavel_words splits the line up to the cursor into words, as they are passed to a program. bash also splits at the
# characters of COMP_WORDBREAKS, such as = and :, which belong to name=value and to addresses.
__gavel_words() {
    local i n gap rest="${COMP_LINE:0:COMP_POINT}"
    words=()
    n=-1
    for ((i = 0; i <= COMP_CWORD; i++)); do
        gap="${rest%%[![:space:]]*}"
        rest="${rest#"$gap"}"
        if ((i == 0)) || [[ -n $gap ]]; then
            n=$((n + 1))
            words[n]=""
        fi
        if ((i == COMP_CWORD)); then
            words[n]+="$rest"
        else
            words[n]+="${COMP_WORDS[i]}"
            rest="${rest#"${COMP_WORDS[i]}"}"
        fi
    done
}

__gavel() {
    local words line cur head directive=0
    local -a offers
    COMPREPLY=()
    __gavel_words
    cur="${words[${#words[@]} - 1]}"
    # Quotation marks are part of the line, and gavel must not see them.
    cur="${cur#[\"\']}"
    words[${#words[@]} - 1]="$cur"
    while IFS= read -r line; do
        if [[ $line =~ ^:[0-9]+$ ]]; then
            directive="${line#:}"
        elif [[ -n $line ]]; then
            offers+=("${line%%$'\t'*}")
        fi
    done < <("${words[@]:0:1}" __complete "${words[@]:1}" 2>/dev/null)
    # gavel completes the value of --flag=value alone.
    if [[ $cur == --*=* ]]; then
        cur="${cur#*=}"
    fi
    # bash replaces only what follows the last of its word breaks.
    head=""
    if [[ $cur == *[=:]* ]]; then
        head="${cur%"${cur##*[=:]}"}"
    fi
    for line in "${offers[@]}"; do
        if [[ $line == "$cur"* ]]; then
            COMPREPLY+=("${line#"$head"}")
        fi
    done
    if ((directive & 2)); then # no space, because a value follows
        compopt -o nospace 2>/dev/null
    fi
    if ((directive & 4)) && [[ $cur != *=@* ]]; then # no files
        return
    fi
    if [[ $cur == *=@* ]]; then
        cur="${cur#*=@}"
        while IFS= read -r line; do
            COMPREPLY+=("@$line")
        done < <(compgen -f -- "$cur")
        return
    fi
    while IFS= read -r line; do
        COMPREPLY+=("$line")
    done < <(compgen -f -- "$cur")
}

complete -F __gavel gavel
