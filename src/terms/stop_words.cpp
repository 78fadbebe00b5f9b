// SPDX-License-Identifier: Apache-2.0
#include "thema/terms/stop_words.hpp"

#include <algorithm>

#include "thema/core/unicode.hpp"
#include "thema/terms/words.hpp"

namespace thema {

namespace {

// Function words of English.
constexpr std::string_view kFunctionWords =
    "a about above across after again against ago ahead al all almost alone along already also although altogether "
    "always am amid among amongst an and another any anybody anyhow anymore anyone anything anyway anywhere apart are "
    "aren't around as aside at away back be became because become becomes becoming been before beforehand behind "
    "being below beneath beside besides between beyond both but by can can't cannot cf could couldn't despite did "
    "didn't do does doesn't doing don't done down downward due during e.g each eg eight either else elsewhere enough "
    "especially et etc even ever every everybody everyone everything everywhere except far few fewer first five for "
    "former formerly forth forward four fourth from further furthermore get gets getting give given gives giving go "
    "goes going gone got had hadn't half hardly has hasn't have haven't having he hence her here hereafter hereby "
    "herein hers herself him himself his hither how however i i.e ie if ii iii in indeed inside insofar instead into "
    "inward is isn't it it's its itself iv just keep keeps kept last lastly lately later latter least less lest let "
    "let's lets like likely likewise little made mainly make makes making many may maybe me meanwhile merely might "
    "mine more moreover most mostly much must mustn't my myself namely near nearby nearly neither never nevertheless "
    "next nine no nobody none nonetheless nor not nothing notwithstanding now nowhere of off often oh ok on once one "
    "ones oneself only onto or other others otherwise ought our ours ourselves out outside over overall own per "
    "perhaps please plus put quite rather really regard regarding regardless regards resp round said same say says "
    "second secondly see seem seemed seeming seems seen self selves seven several shall shan't she should shouldn't "
    "since six so some somebody somehow someone something sometime sometimes somewhat somewhere soon still such sure "
    "take taken takes taking ten than that that's the their theirs them themselves then thence there thereafter "
    "thereby therefore therefrom therein thereof thereto these they thing things third thirdly this thorough "
    "thoroughly those though three through throughout thru thus till to together too toward towards try twice two "
    "under underneath unless unlike unlikely until unto up upon us use used useful uses using usual usually various "
    "versus very vi via vii viii viz vs was wasn't way ways we well went were weren't what whatever when whence "
    "whenever where whereas whereby wherein whereupon wherever whether which whichever while whilst whither who "
    "whoever whole whom whose why will with within without won't would wouldn't yet you your yours yourself "
    "yourselves zero";

// The prose of abstracts: what authors do and how well, not what about.
constexpr std::string_view kAbstractProse =
    "able absence abstract accessible according accordingly account accurate accurately achieve achieved achieving "
    "act acts actual actually adapt adapted add added adding addition additional additionally address addressed "
    "addressing adds adequate adopt adopted advance advanced advantage affect affected affecting affects agree "
    "agreement aim aimed allow allowed allowing alternative alternatively amount ample analog analogous analogy "
    "analyse analysed analysing analytically analyze analyzed analyzing announce appear appeared appearing "
    "applicability applicable applied apply applying appropriate appropriately approximated approximately arbitrarily "
    "argue argued arise arising article arxiv ask aspect assess assume assumed assuming attempt author available "
    "avoid avoids aware based basic basically begin behave believe benefit best better brief briefly bring broadly "
    "build built calculate calculated calculates calculating call called candidate capability capable capture "
    "captured captures capturing careful carefully carried carry cause caused causing certain certainly challenge "
    "challenging changed characterise characterised characterize characterized characterizing check checked choose "
    "choosing chosen cite clarify classic clear clearly close closely cm collect collected combination combine "
    "combined combining come coming comment common commonly comparable comparably compare compared comparing "
    "comparison complement complementary completely complicated composed comprehensive compute computed computing "
    "conceptual concern concerned concerning conclude concluded conclusion concrete conduct conducted confirm "
    "confirmed connected consequence consequently consider considerable considerably consideration considered "
    "considering consist consistent consistently consisting constrained construct constructed constructing contain "
    "contained containing continuously contrary contrast contribute contributed contribution conventional corollary "
    "correct correctly correspond corresponding correspondingly counterpart create created creating crucial currently "
    "date de deal decade decide decrease decreased decreases decreasing dedicated deduce deduced define defined "
    "defining definite demonstrate demonstrated demonstrating denote denoted depend depended depending derive derived "
    "deriving describe described describing description designed desirable desired detail detailed determine "
    "determined determining develop developed developing development devoted differ different differently differing "
    "difficult difficulty directly discover discovered discuss discussed discussing discussion display distinct "
    "distinguish diverse draw drawn driven dynamically easily easy effective effectively effectiveness efficacy "
    "efficiently effort elaborate emphasis emphasize employ employed employing enable enabled enabling encounter "
    "enhance enhanced enhances enhancing ensure entire entirely equal equally essential essentially establish "
    "established establishing estimated estimating ev evaluate evaluated evaluating eventually evidence evident "
    "exactly examine examined examining example excellent exhibit exhibited exhibiting exist existed existing expect "
    "expectation expected explain explained explaining explanation explicit explicitly exploit exploited exploiting "
    "explore explored exploring exponentially expose exposes express expressed extend extending extensive extensively "
    "extent extra extract extracted extremely facilitate facilitates fact fail failure fairly fashion faster feasible "
    "final finally find finding firstly fit flexible focus focused focuses focusing follow followed following "
    "formally formed formulate formulated found fraction frequently full fully fundamental gain gained gap generalise "
    "generalised generality generalize generalized generally generate generated generic gev ghz globally goal good "
    "governed great greater greatest greatly grow growing grows guide handle help herewith highest highlight highly "
    "hitherto hold hope huge hypothesis hz idea identical identified identify identifying illustrate illustrated "
    "illustrating impact implement implemented implementing implication implied imply importance important "
    "importantly impose imposed improve improved improvement improving include included including inclusion "
    "incorporate incorporated incorporating increase increased increasing increasingly independently indicate "
    "indicated indicating induce induced induces infer influence inform informal inherent initially insight inspire "
    "inspired instance intend intended interest interested interesting interestingly interpret interpreted introduce "
    "introduced introducing introduction intuitive investigate investigated investigating involve involved involving "
    "issue job judicious kev khz kind km kms know knowing known kpc lack largely larger largest lead leading learn "
    "learned learns led left length letter lie lies limitation limited limiting link linked located longer look "
    "looking lowest magnitude main maintain maintains manner mathematically meaning meaningful measured measuring "
    "mention mentioned methodology mev mhz mm modeled modelled moderate modern modest modify motivate motivated "
    "motivation move moving mpc multi multiple named narrow naturally nature necessarily necessary need needed new "
    "newly nm non non-trivial nontrivial notable notably note noted notice notion novel novelty numerous objective "
    "observe observed observing obtain obtainable obtained obtaining obvious obviously occur occurring offer offered "
    "opinion opposite original originally outcome outline outperform outperforming overcome overview owing paper "
    "paradigm part partially particular particularly past pc perform performed performing physically place placed "
    "play played pointed poor popular possess possibility possible possibly post posteriori potentially powerful "
    "practical practically practice precise precisely predict predicted preliminary prepare preprint presence present "
    "presented presenting preserve preserves presume previous previously priori probable probably proceed proceedings "
    "produce produced producing progress promise promising proper properly proposal propose proposed proposing prove "
    "proved proven provide provided providing proving publication publish published purpose qualitative qualitatively "
    "quantify quantitative quantitatively quickly raise ranging rapid rapidly reach reached reaches readily ready "
    "realise realistic realize realized reason reasonable reasonably recall receive received recent recently recover "
    "recovered reduce reduced reducing refer reference referred reflect relate related relating relatively relevant "
    "reliable rely remain remaining remark remarkable remarkably replace replaced report reported reporting represent "
    "representative represented representing require required requirement requiring research researcher resolve "
    "resolved respect respective respectively responsible restricted restriction result resulted resulting reveal "
    "revealed review reviewed right rigorous rigorously rise role roughly satisfied satisfy satisfying scenario scope "
    "seek select selected selecting sense sensitive separate separated separately serve setting setup severe shifted "
    "shortly show showed showing shown significance significant significantly similar similarly simpler simplest "
    "simplified simplify simply simulate simultaneous simultaneously situation sketch slight slightly smaller "
    "smallest so-called solve solved solving sort specific specifically specified specify start started starting "
    "state-of-art state-of-the-art stated straightforward strengthen stronger strongly studied study studying subject "
    "subsequent subsequently substantial substantially succeed success successful successfully suffer sufficient "
    "sufficiently suggest suggested suggesting suitable suitably suited summarise summarize summarized summary "
    "superior supported supporting suppose surprising surprisingly surveyed systematically tackle talk technical "
    "technique tend term termed tested tev theoretically thesis thz title today total totally tractable traditional "
    "traditionally treat treated treatment tries true trying turn typical typically ultimate unable unclear "
    "underlying understand understanding understood unexpected unfortunately unified unique unknown usage utilise "
    "utilize utilized utilizing valid validate validated validating validity valuable variety vary varying vast "
    "verified verify version view viewed virtue want weaker well-known widely widespread wish withdrawn word work "
    "worked working worse worst worth write written wrote year yield yielded yielding";

// Words of all sciences: they name something only with the word beside them ("ising model", "cross section").
constexpr std::string_view kGeneralWords =
    "accuracy additive algorithm analysis analytic analytical answer application approach approximation arbitrary "
    "area argument assumption average base basis behavior behaviour big bound broad calculation case central change "
    "characteristic characteristics characterization choice class classical code coefficient collection complete "
    "complex component computation computational computer concept condition configuration connection constant "
    "constraint construction context continuous cost cover criteria criterion current data dataset definition degree "
    "dependence dependent design determination difference dimension dimensional direct direction discrete "
    "distribution domain dynamic dynamics early effect efficiency efficient element end end-to-end equation "
    "equivalent error estimate estimation evaluation event exact existence experiment experimental expression "
    "extended extension external extreme factor family fast feature fine finite first-order fixed form formalism "
    "formula formulation framework free function general generating generation global hand hard high high-dimensional "
    "higher higher-order hybrid identity implementation independent index individual initial interaction internal "
    "interval investigation joint key large large-scale law level limit line list literature local location long "
    "long-term low lower major match mathematical maximal maximum mean measure measurement mechanism method minimal "
    "minimum minor mixed model modeling modelling modification modified natural negative normal number numerical "
    "numerically object observation one-dimensional open open-source operation order origin output pair parameter "
    "partial pattern performance period perspective phenomena phenomenon physical physics point position positive "
    "potential precision prediction primary principal principle prior problem procedure process processing product "
    "program project proof property quality quantity question range rare rate ratio real real-time real-world "
    "reduction regime region relation relationship relative representation resolution response robust robustness rule "
    "sample scale scheme science scientific second-order section separation set sharp short short-term side sign "
    "similarity simple simulated simulation single size size-dependent slow small solution source space special "
    "stable stage standard statistic statistical step strategy strong structural structure sub sum support system "
    "systematic target task technology test theorem theoretic theoretical theory three-dimensional time "
    "time-dependent tool top topic topics transform transformation transition trend two-dimensional type uniform unit "
    "upper user value variable variant variation weak wide world";

}  // namespace

StopWords::StopWords(const std::vector<std::string>& more, GeneralWords general) {
  if (general == GeneralWords::in_pairs) add(kGeneralWords, WordClass::general);
  add(kFunctionWords, WordClass::stop);
  add(kAbstractProse, WordClass::stop);
  for (const std::string& word : more) known_[unicode::lower_cased(word)] = WordClass::stop;
}

// `words` are separated by blanks.
void StopWords::add(std::string_view words, WordClass which) {
  while (!words.empty()) {
    const std::size_t end = std::min(words.find(' '), words.size());
    if (end > 0) known_[std::string(words.substr(0, end))] = which;
    words.remove_prefix(std::min(end + 1, words.size()));
  }
}

WordClass StopWords::class_of_part(std::string_view word) const {
  auto entry = known_.find(word);
  if (entry == known_.end() && word.ends_with('s')) entry = known_.find(singular(word));
  return entry == known_.end() ? WordClass::content : entry->second;
}

WordClass StopWords::class_of(std::string_view word) const {
  const WordClass whole = class_of_part(word);
  if (whole != WordClass::content || word.find('-') == word.npos) return whole;
  while (!word.empty()) {
    const std::size_t end = std::min(word.find('-'), word.size());
    if (class_of_part(word.substr(0, end)) == WordClass::content) return WordClass::content;
    word.remove_prefix(std::min(end + 1, word.size()));
  }
  return WordClass::general;
}

}  // namespace thema
