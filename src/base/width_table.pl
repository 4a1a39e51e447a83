#!/usr/bin/perl
# Writes src/base/width_table.h from the Unicode tables that perl carries
# (Debian 12: Unicode 14, the same as its libc, by which ncurses measures):
#
#     perl src/base/width_table.pl >src/base/width_table.h
#
# Each code point has one of four classes: 0, 1 or 2 cells, or 3: not drawn at
# all but shown as <U+XXXX>. Only the starts of runs are written.
use strict;
use warnings;
use Unicode::UCD;

sub class_of {
	my ($code) = @_;
	return 3 if $code >= 0xd800 && $code <= 0xdfff;
	my $c = chr $code;
	# Invisible characters change what a text means without a trace. Variation
	# selectors of ideographs stay, those that ask for emoji change the width.
	if ($c =~ /\p{Default_Ignorable_Code_Point}/) {
		return $c =~ /[\x{fe00}-\x{fe0d}\x{e0100}-\x{e01ef}]/ ? 0 : 3;
	}
	return 3 if $c =~ /[\p{Cc}\p{Cf}\p{Cn}\p{Co}\p{Zl}\p{Zp}]/;
	# Terminals join these with what is beside them, or do not: flags, skin
	# tones, the later letters of a Hangul syllable spelled out.
	return 3 if $c =~ /[\x{1f1e6}-\x{1f1ff}\x{1f3fb}-\x{1f3ff}\x{1160}-\x{11ff}\x{d7b0}-\x{d7ff}]/;
	# One cell by Unicode 14, two by glibc: circled tens, the Yijing's hexagrams.
	return 3 if $c =~ /[\x{3248}-\x{324f}\x{4dc0}-\x{4dff}]/;
	return 0 if $c =~ /[\p{Mn}\p{Me}]/;
	return 2 if $c =~ /[\p{Ea=W}\p{Ea=F}\p{Emoji_Presentation}]/;
	return 1;
}

no warnings 'utf8';
my ($before, @runs) = (-1);
for my $code (0 .. 0x10ffff) {
	my $class = class_of($code);
	push @runs, $code << 2 | $class if $class != $before;
	$before = $class;
}
printf "/* Made by width_table.pl from Unicode %s: do not edit. */\n", Unicode::UCD::UnicodeVersion();
print "static const uint32_t width_runs[] = { /* first code point << 2 | class */\n";
while (my @row = splice @runs, 0, 10) {
	print "\t", join(", ", map { sprintf "0x%x", $_ } @row), ",\n";
}
print "};\n";
